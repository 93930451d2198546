import { z } from 'zod';
import { guideOf } from './fieldGuide';

type IssuePath = readonly (string | number)[];

/** One thing that is wrong with a definition. */
export interface DefinitionFault {
  /** Where, e.g. `spec.telemetry[0].source`. */
  readonly path: string;
  /** What, why the field is there, and how it is written, as one line of text. */
  readonly message: string;
}

/** @param problem - a clause that follows the name of the field, e.g. `is missing` */
export function faultAt(path: IssuePath, problem: string): DefinitionFault {
  const shownPath = formatPath(path);
  const guide = guideOf(path);
  const advice = guide ? `. ${guide.why}. Example: ${guide.example}` : '';
  return { path: shownPath, message: `${shownPath} ${problem}${advice}` };
}

export function faultsOfIssues(
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
): DefinitionFault[] {
  return issues.map(issue => {
    const path = issue.path.map(part =>
      typeof part === 'number' ? part : String(part),
    );
    return faultAt(path, problemOf(issue, valueAt(input, path)));
  });
}

function problemOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined || value === null) {
    return 'is missing';
  }
  switch (issue.code) {
    case 'invalid_type':
      return `is ${describe(value)} and must be ${article(issue.expected)}`;
    case 'invalid_value':
      return `is ${describe(value)} and must be one of: ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return `has a field it does not know: ${issue.keys.join(', ')}`;
    case 'too_small':
      return isText(issue.origin) || issue.origin === 'array'
        ? 'is empty'
        : `is ${describe(value)} and must be at least ${issue.minimum}`;
    case 'too_big':
      if (isText(issue.origin)) {
        return `is longer than ${issue.maximum} characters`;
      }
      return issue.origin === 'array'
        ? `has more than ${issue.maximum} entries`
        : `is ${describe(value)} and must be at most ${issue.maximum}`;
    case 'invalid_union':
      return `is ${describe(value)} and must be a text or a number`;
    case 'invalid_format':
    case 'custom':
    default:
      return typeof value === 'object'
        ? issue.message
        : `${describe(value)} ${issue.message}`;
  }
}

function isText(origin: string): boolean {
  return origin === 'string';
}

function article(expected: string): string {
  const names: Record<string, string> = {
    string: 'a text',
    array: 'a list',
    object: 'a group of fields',
    record: 'a group of fields',
    int: 'a whole number',
    number: 'a number',
  };
  return names[expected] ?? `of type ${expected}`;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object'
    ? 'a group of fields'
    : JSON.stringify(value).slice(0, 100);
}

function valueAt(input: unknown, path: IssuePath): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) {
      return undefined;
    }
    value = Reflect.get(value, part);
  }
  return value;
}

function formatPath(path: IssuePath): string {
  return path.reduce<string>((shown, part) => {
    if (typeof part === 'number') {
      return `${shown}[${part}]`;
    }
    return shown ? `${shown}.${part}` : part;
  }, '');
}
