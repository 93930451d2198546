/** A team as far as another one can be like it. */
export interface TeamTraits {
  readonly team: string;
  readonly stages: ReadonlySet<string>;
  /** Where it loses time, as `stage phase`; empty where that may not be shown. */
  readonly losses: ReadonlySet<string>;
  /** The unit above it. */
  readonly peerGroup?: string;
}

/** Why a team is like those that use an offering. */
export interface Likeness {
  readonly score: number;
  /** The adopters it is most like, at most three. */
  readonly adopters: readonly string[];
  /** Stages it shares with all of them. */
  readonly stages: readonly string[];
  /** Where all of them lose time, in the stages of the offering. */
  readonly losses: readonly string[];
  /** Where they are all of one unit. */
  readonly peerGroup?: string;
}

const MOST_ADOPTERS = 3;
const LEAST_SCORE = 0.5;
/** Being of the same department counts as much as half of all stages. */
const SAME_PEER_GROUP = 0.5;
/** Each place where both lose time, up to as much as the same department. */
const SAME_LOSS = 0.25;
const MOST_OF_LOSSES = 0.5;

/**
 * How much a team is like the adopters of an offering: the share of stages both run of those either runs, counted
 * double within the stages of the offering, and more where both lose time in one of these stages, or are of the same
 * department.
 */
export function likenessTo(
  team: TeamTraits,
  adopters: readonly TeamTraits[],
  offeringStages: readonly string[],
): Likeness | undefined {
  const isNear = (stage: string) => offeringStages.includes(stage);
  if (offeringStages.length > 0 && ![...team.stages].some(isNear)) {
    return undefined;
  }
  const scored = adopters
    .filter(adopter => adopter.team !== team.team)
    .map(adopter => {
      const shared = [...team.stages].filter(
        stage => adopter.stages.has(stage) && stage !== 'unknown',
      );
      const all = new Set([...team.stages, ...adopter.stages]);
      all.delete('unknown');
      const weight = (stages: Iterable<string>) =>
        [...stages].reduce((sum, stage) => sum + (isNear(stage) ? 2 : 1), 0);
      const losses = [...team.losses].filter(
        loss =>
          adopter.losses.has(loss) &&
          (offeringStages.length === 0 || isNear(loss.split(' ')[0] ?? '')),
      );
      const isPeer =
        team.peerGroup !== undefined && team.peerGroup === adopter.peerGroup;
      return {
        adopter,
        shared,
        losses,
        score:
          shared.length === 0
            ? 0
            : weight(shared) / weight(all) +
              Math.min(MOST_OF_LOSSES, SAME_LOSS * losses.length) +
              (isPeer ? SAME_PEER_GROUP : 0),
      };
    })
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort(
      (a, b) => b.score - a.score || (a.adopter.team < b.adopter.team ? -1 : 1),
    )
    .slice(0, MOST_ADOPTERS);
  const [best] = scored;
  if (!best) {
    return undefined;
  }
  const stages = best.shared
    .filter(stage => scored.every(each => each.shared.includes(stage)))
    .sort();
  const isOneGroup = scored.every(
    ({ adopter }) => adopter.peerGroup === team.peerGroup,
  );
  return stages.length === 0
    ? undefined
    : {
        score: scored.reduce((sum, each) => sum + each.score, 0),
        adopters: scored.map(({ adopter }) => adopter.team),
        stages,
        losses: best.losses
          .filter(loss => scored.every(each => each.losses.includes(loss)))
          .sort(),
        ...(isOneGroup && team.peerGroup ? { peerGroup: team.peerGroup } : {}),
      };
}
