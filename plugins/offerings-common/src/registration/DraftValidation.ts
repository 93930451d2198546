import { KubernetesValidatorFunctions } from '@backstage/catalog-model';
import { OFFERING_KIND } from '../kinds';
import { parseRef } from '../offering/refs';
import { REGISTRATION_GUIDES } from './fieldGuides';
import {
  RegistrationDraft,
  RegistrationFields,
  RegistrationLink,
} from './Registration';
import { findPatternProblem, findRepositoryProblem } from './patternProblems';
import { findTextProblem, findUrlProblem } from './textProblems';
import {
  COMPONENT_LIFECYCLES,
  COMPONENT_TYPES,
  RegistrationField,
} from './vocabulary';

/** One thing that is wrong with a field. */
export interface FieldFault {
  readonly field: RegistrationField;
  /** Position in a list. */
  readonly index?: number;
  /** What is wrong, beginning with the field's label. */
  readonly message: string;
  readonly why: string;
  readonly example: string;
}

export interface ValidationContext {
  readonly stages: readonly string[];
  /** Full refs of the Offerings there are; without it they are not looked up. */
  readonly offerings?: ReadonlySet<string>;
  /** Full refs of the Groups there are; without it they are not looked up. */
  readonly groups?: ReadonlySet<string>;
}

export interface Validated {
  /** Set where there are no faults. */
  readonly fields?: RegistrationFields;
  readonly faults: readonly FieldFault[];
}

const MAX_ENTRIES = 30;
const LIMITS = { title: 100, description: 1_000, linkTitle: 100 };

export function faultOf(
  field: RegistrationField,
  problem: string,
  index?: number,
): FieldFault {
  const { label, why, example } = REGISTRATION_GUIDES[field];
  return {
    field,
    ...(index === undefined ? {} : { index }),
    message: `${label} ${problem}`,
    why,
    example,
  };
}

/** Reads a draft field by field and keeps what is wrong with each. */
export class DraftValidation {
  readonly #draft: RegistrationDraft;
  readonly #context: ValidationContext;
  readonly #faults: FieldFault[] = [];

  constructor(draft: RegistrationDraft, context: ValidationContext) {
    this.#draft = draft;
    this.#context = context;
  }

  result(): Validated {
    const fields: RegistrationFields = {
      type: this.#type(),
      name: this.#name(),
      owner: this.#owner(),
      ...this.#optionalText('title', LIMITS.title, false),
      ...this.#optionalText('description', LIMITS.description, true),
      lifecycle: this.#lifecycle(),
      ...this.#stage(),
      offerings: this.#offerings(),
      jobs: this.#list('jobs', text => findPatternProblem(text, 'job')),
      repositories: this.#list('repositories', findRepositoryProblem),
      experiments: this.#list('experiments', text =>
        findPatternProblem(text, 'experiment'),
      ),
      links: this.#links(),
    };
    return this.#faults.length
      ? { faults: this.#faults }
      : { fields, faults: [] };
  }

  #fault(field: RegistrationField, problem: string, index?: number): void {
    this.#faults.push(faultOf(field, problem, index));
  }

  #type(): string {
    const text = (this.#draft.type ?? '').trim();
    if (!text) {
      this.#fault('type', 'is missing');
    } else if (!COMPONENT_TYPES.some(({ type }) => type === text)) {
      const allowed = COMPONENT_TYPES.map(({ type }) => type).join(', ');
      this.#fault('type', `is ${quote(text)} and must be one of: ${allowed}`);
    }
    return text;
  }

  #name(): string {
    const text = (this.#draft.name ?? '').trim();
    if (!text) {
      this.#fault('name', 'is missing');
    } else if (text.length > 63) {
      this.#fault(
        'name',
        `has ${text.length} characters; the catalog allows 63`,
      );
    } else if (!KubernetesValidatorFunctions.isValidObjectName(text)) {
      this.#fault(
        'name',
        `${quote(text)} is not one the catalog allows: letters and digits (a to z, A to Z, 0 to 9), with single -, _ or . between them`,
      );
    }
    return text;
  }

  #owner(): string {
    const text = (this.#draft.owner ?? '').trim();
    if (!text) {
      this.#fault('owner', 'is missing');
      return '';
    }
    const parsed = parseRef(text, {
      defaultKind: 'Group',
      defaultNamespace: 'default',
      allowedKinds: ['Group'],
    });
    if ('problem' in parsed) {
      this.#fault('owner', `${quote(text)} ${parsed.problem}`);
      return '';
    }
    if (this.#context.groups && !this.#context.groups.has(parsed.ref)) {
      this.#fault('owner', `${quote(text)} is not a team of the catalog`);
    }
    return parsed.ref;
  }

  #optionalText(
    field: 'title' | 'description',
    limit: number,
    lines: boolean,
  ): { [key in typeof field]?: string } {
    const text = (this.#draft[field] ?? '').trim();
    if (!text) {
      return {};
    }
    const problem = findTextProblem(text, { limit, lines });
    if (problem) {
      this.#fault(field, problem);
    }
    return { [field]: text };
  }

  #lifecycle(): RegistrationFields['lifecycle'] {
    const text = (this.#draft.lifecycle ?? '').trim() || 'production';
    const known = COMPONENT_LIFECYCLES.find(lifecycle => lifecycle === text);
    if (!known) {
      this.#fault(
        'lifecycle',
        `is ${quote(text)} and must be one of: ${COMPONENT_LIFECYCLES.join(', ')}`,
      );
    }
    return known ?? 'production';
  }

  #stage(): { stage?: string } {
    const text = (this.#draft.stage ?? '').trim();
    if (!text) {
      return {};
    }
    if (!this.#context.stages.includes(text)) {
      this.#fault(
        'stage',
        `is ${quote(text)} and must be one of: ${this.#context.stages.join(', ')}`,
      );
    }
    return { stage: text };
  }

  #offerings(): string[] {
    const refs = new Set<string>();
    const entries = this.#entries('offerings');
    for (const [index, entry] of entries) {
      const parsed = parseRef(entry, {
        defaultKind: OFFERING_KIND,
        defaultNamespace: 'default',
        allowedKinds: [OFFERING_KIND],
      });
      if ('problem' in parsed) {
        this.#fault('offerings', `${quote(entry)} ${parsed.problem}`, index);
        continue;
      }
      const { offerings } = this.#context;
      if (offerings && !offerings.has(parsed.ref)) {
        this.#fault(
          'offerings',
          `${quote(entry)} is not an offering of the catalog`,
          index,
        );
      }
      refs.add(parsed.ref);
    }
    return [...refs];
  }

  #list(
    field: 'jobs' | 'repositories' | 'experiments',
    findProblem: (text: string) => string | undefined,
  ): string[] {
    const values = new Set<string>();
    for (const [index, entry] of this.#entries(field)) {
      const problem = findProblem(entry);
      if (problem) {
        this.#fault(field, `${quote(entry)} ${problem}`, index);
      }
      values.add(entry);
    }
    return [...values];
  }

  #entries(
    field: 'offerings' | 'jobs' | 'repositories' | 'experiments',
  ): [number, string][] {
    const entries = (this.#draft[field] ?? [])
      .map((entry, index): [number, string] => [index, entry.trim()])
      .filter(([, entry]) => entry !== '');
    if (entries.length > MAX_ENTRIES) {
      this.#fault(
        field,
        `has ${entries.length} entries; at most ${MAX_ENTRIES} are taken`,
      );
    }
    return entries.slice(0, MAX_ENTRIES);
  }

  #links(): RegistrationLink[] {
    const links = (this.#draft.links ?? []).filter(
      link => link.url.trim() || link.title?.trim(),
    );
    if (links.length > MAX_ENTRIES) {
      this.#fault(
        'links',
        `has ${links.length} entries; at most ${MAX_ENTRIES} are taken`,
      );
    }
    return links.slice(0, MAX_ENTRIES).map((link, index) => {
      const url = link.url.trim();
      const title = link.title?.trim();
      const urlProblem = findUrlProblem(url);
      if (urlProblem) {
        this.#fault('links', `${quote(url)} ${urlProblem}`, index);
      }
      const titleProblem =
        title && findTextProblem(title, { limit: LIMITS.linkTitle });
      if (titleProblem) {
        this.#fault('links', `have a title that ${titleProblem}`, index);
      }
      return title ? { url, title } : { url };
    });
  }
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
