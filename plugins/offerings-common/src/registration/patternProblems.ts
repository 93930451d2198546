import { findTextProblem, findUrlProblem } from './textProblems';

const MAX_PATTERN_LENGTH = 200;
/** A pattern with less than this says nothing about whose jobs it means. */
const MIN_LITERAL = 3;

/** What is wrong with a glob over jobs or experiments, as a clause. */
export function findPatternProblem(
  text: string,
  kind: 'job' | 'experiment',
): string | undefined {
  const problem = findEntryProblem(text);
  if (problem) {
    return problem;
  }
  const literal = text.replaceAll(/[*/]/g, '').length;
  if (literal < (text.includes('*') ? MIN_LITERAL : 1)) {
    return `would match almost every ${kind}; name at least ${MIN_LITERAL} characters`;
  }
  if (kind === 'job' && !text.includes('/') && !text.includes('*')) {
    return 'is not namespace/name';
  }
  return undefined;
}

/** A repository is an address; `*` may stand for a part of its path, not of its host. */
export function findRepositoryProblem(text: string): string | undefined {
  const problem = findEntryProblem(text) ?? findUrlProblem(text);
  if (problem) {
    return problem;
  }
  const [, , host = '', ...path] = text.split('/');
  if (host.includes('*')) {
    return 'has * in its host; it may stand for a part of the path only';
  }
  return path.join('').replaceAll('*', '').length < MIN_LITERAL
    ? 'would match almost every repository of that host; name a path'
    : undefined;
}

function findEntryProblem(text: string): string | undefined {
  const problem = findTextProblem(text, { limit: MAX_PATTERN_LENGTH });
  if (problem) {
    return problem;
  }
  // The catalog holds them in one annotation, between commas.
  return text.includes(',')
    ? 'holds a comma; write each on its own'
    : undefined;
}
