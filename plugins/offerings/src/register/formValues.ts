import type {
  RegisterClaim,
  Registration,
  RegistrationDraft,
} from '@mli/plugin-offerings-common';

/** What stands in the form: one text a field, lists one entry a line. */
export interface FormValues {
  type: string;
  name: string;
  owner: string;
  title: string;
  description: string;
  lifecycle: string;
  stage: string;
  offerings: string[];
  jobs: string;
  repositories: string;
  experiments: string;
  /** A line is an address, with a title before it or not. */
  links: string;
}
export type FormField = keyof FormValues;

export const EMPTY_VALUES: FormValues = {
  type: '',
  name: '',
  owner: '',
  title: '',
  description: '',
  lifecycle: 'production',
  stage: '',
  offerings: [],
  jobs: '',
  repositories: '',
  experiments: '',
  links: '',
};

export function toDraft(values: FormValues): RegistrationDraft {
  return {
    type: values.type,
    name: values.name,
    owner: values.owner,
    title: values.title,
    description: values.description,
    lifecycle: values.lifecycle,
    stage: values.stage,
    offerings: values.offerings,
    jobs: lines(values.jobs),
    repositories: lines(values.repositories),
    experiments: lines(values.experiments),
    links: lines(values.links).map(line => {
      const at = line.search(/\S+$/);
      const title = line.slice(0, at).trim();
      return { url: line.slice(at), ...(title ? { title } : {}) };
    }),
  };
}

export function fromRegistration({ fields }: Registration): FormValues {
  return {
    type: fields.type,
    name: fields.name,
    owner: fields.owner,
    title: fields.title ?? '',
    description: fields.description ?? '',
    lifecycle: fields.lifecycle,
    stage: fields.stage ?? '',
    offerings: [...fields.offerings],
    jobs: fields.jobs.join('\n'),
    repositories: fields.repositories.join('\n'),
    experiments: fields.experiments.join('\n'),
    links: fields.links
      .map(({ url, title }) => (title ? `${title} ${url}` : url))
      .join('\n'),
  };
}

export function fromClaim(claim: RegisterClaim, owner: string): FormValues {
  const { name, type } = claim.suggestion;
  const words = name.replaceAll('-', ' ');
  return {
    ...EMPTY_VALUES,
    owner,
    type,
    name,
    title: words.charAt(0).toLocaleUpperCase('en-US') + words.slice(1),
    jobs: claim.pattern,
  };
}

/** Something worth keeping stands in the form. */
export function isStarted(values: FormValues): boolean {
  return [values.name, values.title, values.jobs, values.description].some(
    text => text.trim() !== '',
  );
}

export function lines(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

/** A name the catalog allows, made of a title. */
export function nameFromTitle(title: string): string {
  return title
    .normalize('NFKD')
    .toLocaleLowerCase('en-US')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
}

/** Nobody has written a name of their own yet. */
export function followsTitle({ name, title }: FormValues): boolean {
  return name === '' || name === nameFromTitle(title);
}
