import type {
  PathStage,
  StageHandoffAnswer,
  TeamLosses,
} from '@mli/plugin-insights-common';

/** A part of the line, in percent of its length. */
export interface LinePart {
  readonly start: number;
  readonly width: number;
}

export interface StagePart extends LinePart {
  readonly stage: PathStage;
  readonly hours: number;
  /** Where its words stand: as near to its middle as its neighbours let it. */
  readonly label: number;
}

export interface GapPart extends LinePart {
  readonly gap: StageHandoffAnswer;
  /** Longer than the line has room for: drawn broken. */
  readonly isBroken: boolean;
}

export interface WeeksLineLayout {
  readonly stages: readonly StagePart[];
  readonly gaps: readonly GapPart[];
  /** Percent of the line that words of one stage take. */
  readonly labelWidth: number;
  /** Hours that the whole line without its unseen parts stands for. */
  readonly hours: number;
}

/** Unseen stages have no length; they are drawn this wide, outlined. */
const UNSEEN_WIDTH = 2.5;
/** A hand-off of weeks must not press the work to nothing: beyond this share of the line it is drawn broken. */
const WIDEST_GAP = 0.35;
const WIDEST_LABEL = 16;

export function hoursOf(stage: PathStage): number {
  return (
    (stage.workedHours ?? 0) +
    (stage.blockedHours ?? 0) +
    (stage.reworkHours ?? 0)
  );
}

/** Where everything lies on the line: one scale of hours for boxes and hand-offs. */
export function layOutWeeks(
  losses: Pick<TeamLosses, 'path' | 'handoffs'>,
): WeeksLineLayout {
  const { path } = losses;
  const gaps = gapsAfter(losses);
  const worked = path.reduce((sum, stage) => sum + hoursOf(stage), 0);
  const longest = worked * (WIDEST_GAP / (1 - WIDEST_GAP));
  const drawn = (gap: StageHandoffAnswer) =>
    Math.min(gap.medianSeconds / 3_600, longest);
  const hours =
    worked + [...gaps.values()].reduce((sum, gap) => sum + drawn(gap), 0);
  const unseen = path.filter(({ seen }) => !seen).length;
  const room = 100 - UNSEEN_WIDTH * unseen;
  const scale = hours === 0 ? 0 : room / hours;
  const boxes: (LinePart & { stage: PathStage; hours: number })[] = [];
  const gapParts: GapPart[] = [];
  let start = 0;
  for (const stage of path) {
    const own = hoursOf(stage);
    const width = stage.seen ? own * scale : UNSEEN_WIDTH;
    boxes.push({ stage, hours: own, start, width });
    start += width;
    const gap = gaps.get(stage.stage);
    if (gap) {
      const length = drawn(gap) * scale;
      gapParts.push({
        gap,
        start,
        width: length,
        isBroken: gap.medianSeconds / 3_600 > longest,
      });
      start += length;
    }
  }
  const labelWidth = Math.min(WIDEST_LABEL, 100 / Math.max(1, path.length));
  const labels = spread(
    boxes.map(box => box.start + box.width / 2),
    labelWidth,
  );
  return {
    stages: boxes.map((box, index) => ({ ...box, label: labels[index] ?? 0 })),
    gaps: gapParts,
    labelWidth,
    hours,
  };
}

/** By stage, the hand-off to the next stage that is seen. */
function gapsAfter({
  path,
  handoffs,
}: Pick<TeamLosses, 'path' | 'handoffs'>): Map<string, StageHandoffAnswer> {
  const seen = path.filter(stage => stage.seen);
  return new Map(
    seen.flatMap((stage, index) => {
      const next = seen[index + 1];
      const gap = handoffs.find(
        one => one.from === stage.stage && one.to === next?.stage,
      );
      return gap ? [[stage.stage, gap] as const] : [];
    }),
  );
}

/**
 * Middles of labels of one width that do not overlap, in order, each as near to where it belongs as the others let it:
 * pushed to the right from the left end, then to the left from the right end.
 */
export function spread(wanted: readonly number[], width: number): number[] {
  const places: number[] = [];
  for (const place of wanted) {
    const before = places.at(-1);
    places.push(
      Math.max(place, before === undefined ? width / 2 : before + width),
    );
  }
  let limit = 100 - width / 2;
  for (let index = places.length - 1; index >= 0; index -= 1) {
    places[index] = Math.min(places[index] ?? 0, limit);
    limit = (places[index] ?? 0) - width;
  }
  return places;
}

/** Names what the stage runs on: offerings with a tenth of the runs or more, and what is outside them. */
export function toolOf(
  stage: PathStage,
  title: (ref: string) => string,
): string {
  const outside = stage.outsideShare ?? 0;
  const percent = `${Math.round(outside * 100)}\u00a0%`;
  const names = (stage.offerings ?? [])
    .filter(one => one.share >= 0.1)
    .slice(0, 2)
    .map(one => title(one.offering));
  if (names.length === 0) {
    return outside >= 0.9
      ? 'home-grown or unknown'
      : `${percent} home-grown or unknown`;
  }
  return outside >= 0.1
    ? `${names.join(', ')}; ${percent} home-grown or unknown`
    : names.join(', ');
}
