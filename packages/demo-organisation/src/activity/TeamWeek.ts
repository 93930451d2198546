import { AdoptionHistory, Uptake, uptakeIn } from '../adoption/history';
import { PlantedEffect } from '../adoption/planted';
import { DemoMember, DemoTeam } from '../organisation/demoOrganisation';
import {
  ComponentPlan,
  ComponentType,
} from '../organisation/components/components';
import { Random } from '../random/Random';
import { isQuietWeek } from './calendar';

export interface TeamWeekOptions {
  readonly seed: number;
  readonly team: DemoTeam;
  /** Of this team. */
  readonly histories: readonly AdoptionHistory[];
  readonly effects: readonly PlantedEffect[];
  readonly monday: number;
  /** Weeks before the last one. */
  readonly weeksBefore: number;
  /** Multipliers of this team in this week. */
  readonly pace: { readonly run: number; readonly queue: number };
}

const SHARE_ON_LEAVE = 0.1;
const QUIET_WEEK_ACTIVITY = 0.3;

/** One team in one week: who is at work, what they use, how fast things are for them. */
export class TeamWeek {
  readonly team: DemoTeam;
  readonly monday: number;
  readonly weeksBefore: number;
  /** Fewest people with whom an offering counts as in use by the team (docs/metrics.md, section 5). */
  readonly bar: number;
  /** 1 in an ordinary week. */
  readonly activity: number;
  /** A holiday week, in which not everybody can be expected to run anything. */
  readonly quiet: boolean;
  readonly #options: TeamWeekOptions;
  readonly #histories: ReadonlyMap<string, AdoptionHistory>;

  constructor(options: TeamWeekOptions) {
    const { team, monday, histories } = options;
    this.#options = options;
    this.team = team;
    this.monday = monday;
    this.weeksBefore = options.weeksBefore;
    this.#histories = new Map(histories.map(h => [h.offering, h]));
    const size = team.members.length;
    this.bar = Math.max(Math.min(2, size), Math.ceil(size / 5));
    this.quiet = isQuietWeek(monday);
    this.activity =
      (this.quiet ? QUIET_WEEK_ACTIVITY : 1) *
      this.random('activity').logNormal(1, 0.12);
  }

  /** A stream that belongs to this team, this week and the purpose. */
  random(...purpose: readonly (string | number)[]): Random {
    const { seed, team, monday } = this.#options;
    return Random.of(seed, team.name, monday, ...purpose);
  }

  uptake(offering: string): Uptake {
    const history = this.#histories.get(offering);
    return history ? uptakeIn(history, this.weeksBefore) : 'nobody';
  }

  /** @param member - undefined for the account that starts scheduled runs */
  uses(offering: string, member: DemoMember | undefined): boolean {
    const uptake = this.uptake(offering);
    return (
      uptake === 'team' ||
      (uptake === 'one-person' && member === this.#onlyUser(offering))
    );
  }

  /**
   * People at work, those first who are the only ones to use one of the offerings; each run goes to the next, so
   * that everybody at work runs something before anybody runs much.
   */
  people(activity: string, offerings: readonly string[]): DemoMember[] {
    const { members } = this.team;
    const shuffled = this.random('people', activity).shuffled(members);
    const leave = this.random('leave');
    const away = new Set(members.filter(() => leave.chance(SHARE_ON_LEAVE)));
    const only = offerings
      .filter(offering => this.uptake(offering) === 'one-person')
      .flatMap(offering => this.#onlyUser(offering) ?? []);
    const present = shuffled.filter(member => !away.has(member));
    const atWork = present.length < this.bar ? shuffled : present;
    return [...new Set([...only, ...atWork])];
  }

  /** The people of `count` runs. Who runs much this half-year runs more than others. */
  assign(
    count: number,
    activity: string,
    offerings: readonly string[],
  ): DemoMember[] {
    const people = this.people(activity, offerings);
    const random = this.random('assign', activity);
    const weighted = people.map((member): [DemoMember, number] => [
      member,
      Random.of(this.#options.seed, 'habit', member.name).logNormal(1, 0.5),
    ]);
    return Array.from(
      { length: count },
      (_, index) => people[index] ?? random.weighted(weighted),
    );
  }

  /** How many runs of an activity with this mean in an ordinary week; never fewer than the bar. */
  count(activity: string, mean: number, atLeast = this.bar): number {
    const drawn = this.random('count', activity).poisson(mean * this.activity);
    return Math.max(atLeast, drawn);
  }

  components(...types: readonly ComponentType[]): ComponentPlan[] {
    return this.team.components.filter(({ type }) => types.includes(type));
  }

  /** By what a duration of this stage is multiplied. */
  pace(
    stage: string,
    metric: 'run_time' | 'queue_time',
    member: DemoMember | undefined,
  ): number {
    const { pace, effects } = this.#options;
    return effects
      .filter(
        effect =>
          effect.stage === stage &&
          effect.metrics.includes(metric) &&
          this.uses(effect.offering, member),
      )
      .reduce(
        (product, { change }) => product * (1 + change),
        metric === 'run_time' ? pace.run : pace.queue,
      );
  }

  /** The one person who tries an offering, or still uses it. The same in every week. */
  #onlyUser(offering: string): DemoMember | undefined {
    const { seed, team } = this.#options;
    const random = Random.of(seed, 'only user', team.name, offering);
    return team.members.length ? random.pick(team.members) : undefined;
  }
}
