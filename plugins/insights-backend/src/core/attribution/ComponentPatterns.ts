import { JobPattern, OrganisationComponent } from '../organisation/types';
import { GlobIndex, GlobMatch } from './GlobIndex';
import { plainRepository } from './plainRepository';
import { AttributionSubject } from './types';

/** From what says most to what says least; a repository may hold the work of many components. */
const FIELDS = ['job', 'experiment', 'repository'] as const;

/** Which components claim a subject by their patterns. */
export class ComponentPatterns {
  readonly #indexes: Readonly<
    Record<JobPattern['field'], GlobIndex<OrganisationComponent>>
  >;

  constructor(components: Iterable<OrganisationComponent>) {
    const globs: Record<
      JobPattern['field'],
      [string, OrganisationComponent][]
    > = { job: [], experiment: [], repository: [] };
    for (const component of components) {
      for (const { field, glob } of component.patterns) {
        globs[field].push([
          field === 'repository' ? plainRepository(glob) : glob,
          component,
        ]);
      }
    }
    this.#indexes = {
      job: new GlobIndex(globs.job),
      experiment: new GlobIndex(globs.experiment),
      repository: new GlobIndex(globs.repository),
    };
  }

  /**
   * The components whose pattern says most: of the first field in which any matches, an exact name before a pattern,
   * a longer pattern before a shorter. More than one only where they say equally much.
   */
  find(subject: AttributionSubject): OrganisationComponent[] {
    for (const field of FIELDS) {
      const text = textOf(subject, field);
      const matches = text === '' ? [] : this.#indexes[field].find(text);
      if (matches.length > 0) {
        return mostSpecific(matches);
      }
    }
    return [];
  }
}

function textOf(
  subject: AttributionSubject,
  field: JobPattern['field'],
): string {
  switch (field) {
    case 'job':
      return `${subject.namespace}/${subject.name}`;
    case 'experiment':
      return subject.experiment;
    default:
      return plainRepository(subject.repository);
  }
}

function mostSpecific(
  matches: readonly GlobMatch<OrganisationComponent>[],
): OrganisationComponent[] {
  const weight = ({ glob }: GlobMatch<unknown>) =>
    glob.exact ? Number.MAX_SAFE_INTEGER : glob.literalLength;
  const most = Math.max(...matches.map(weight));
  return [
    ...new Set(
      matches.filter(match => weight(match) === most).map(m => m.value),
    ),
  ];
}
