import { ComponentType } from './vocabulary';

const TYPE_WORDS: readonly (readonly [RegExp, ComponentType])[] = [
  [/sim|replay|scenario/, 'simulation-suite'],
  [/eval|bench|metric|golden/, 'evaluation-suite'],
  [/label|dataset|data-|ingest|curat|export/, 'dataset'],
  [/feature/, 'feature-set'],
  [/serv|deploy|infer/, 'service'],
  [/notebook|explor/, 'notebook-project'],
];

/** What jobs of this pattern most likely are; a guess that fills the form, for a person to confirm. */
export function suggestType(jobPattern: string): ComponentType {
  const text = jobPattern.toLocaleLowerCase('en-US');
  return (
    TYPE_WORDS.find(([words]) => words.test(text))?.[1] ?? 'training-pipeline'
  );
}

/** A name the catalog allows, made of the part of the pattern that says most. */
export function suggestName(jobPattern: string): string {
  const name = jobPattern.slice(jobPattern.lastIndexOf('/') + 1);
  return (
    name
      .toLocaleLowerCase('en-US')
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 63)
      .replaceAll(/-+$/g, '') || 'component'
  );
}
