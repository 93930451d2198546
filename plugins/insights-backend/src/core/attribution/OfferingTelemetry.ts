import { OrganisationOffering, TelemetryMatcher } from '../organisation/types';
import { compileGlob, Glob } from './glob';
import { plainRepository } from './plainRepository';
import { AttributionSubject } from './types';

/** Whether the provider that owns an offering may recognise its use on a source. */
export type SourceGrant = (
  sourceName: string,
  owner: string | undefined,
) => boolean;

interface CompiledMatcher {
  readonly offering: OrganisationOffering;
  readonly source: string;
  readonly jobNamespace?: Glob;
  readonly jobName?: Glob;
  readonly repository?: Glob;
  readonly experiment?: Glob;
  readonly type?: Glob;
}

/** Which offerings recognise their use in a subject, on sources granted to their provider. */
export class OfferingTelemetry {
  readonly #bySource = new Map<string, CompiledMatcher[]>();
  readonly #granted: SourceGrant;

  constructor(offerings: Iterable<OrganisationOffering>, granted: SourceGrant) {
    this.#granted = granted;
    for (const offering of offerings) {
      for (const matcher of offering.telemetry) {
        const matchers = this.#bySource.get(matcher.source) ?? [];
        matchers.push(compile(offering, matcher));
        this.#bySource.set(matcher.source, matchers);
      }
    }
  }

  /** `ungranted`: offerings that would have matched, had the source been granted to their provider. */
  find(subject: AttributionSubject): {
    offerings: Set<OrganisationOffering>;
    ungranted: Set<OrganisationOffering>;
  } {
    const offerings = new Set<OrganisationOffering>();
    const ungranted = new Set<OrganisationOffering>();
    const sources = new Set([subject.sourceName, subject.sourceKind]);
    for (const source of sources) {
      for (const matcher of this.#bySource.get(source) ?? []) {
        if (matches(matcher, subject)) {
          const { offering } = matcher;
          const granted = this.#granted(subject.sourceName, offering.owner);
          (granted ? offerings : ungranted).add(offering);
        }
      }
    }
    return { offerings, ungranted };
  }
}

function compile(
  offering: OrganisationOffering,
  matcher: TelemetryMatcher,
): CompiledMatcher {
  const glob = (source: string | undefined) =>
    source === undefined ? undefined : compileGlob(source);
  return {
    offering,
    source: matcher.source,
    jobNamespace: glob(matcher.jobNamespace),
    jobName: glob(matcher.jobName),
    repository: glob(matcher.repository && plainRepository(matcher.repository)),
    experiment: glob(matcher.experiment),
    type: glob(matcher.type),
  };
}

function matches(
  matcher: CompiledMatcher,
  subject: AttributionSubject,
): boolean {
  return (
    (matcher.jobNamespace?.matches(subject.namespace) ?? true) &&
    (matcher.jobName?.matches(subject.name) ?? true) &&
    (matcher.repository?.matches(plainRepository(subject.repository)) ??
      true) &&
    (matcher.experiment?.matches(subject.experiment) ?? true) &&
    (matcher.type === undefined ||
      (subject.eventTypes ?? []).some(type => matcher.type?.matches(type)))
  );
}
