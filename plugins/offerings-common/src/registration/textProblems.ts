/** Control characters, lone surrogates, and the marks that turn the direction of text around. */
const UNSEEN =
  // eslint-disable-next-line no-control-regex -- to find them is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/u;

/** A clause that follows the name of the field, or nothing. */
export function findTextProblem(
  text: string,
  options: { limit: number; lines?: boolean },
): string | undefined {
  if (text.length > options.limit) {
    return `has ${text.length} characters; at most ${options.limit} are taken`;
  }
  if (UNSEEN.test(options.lines ? text.replaceAll('\r\n', '\n') : text)) {
    return 'has a character that cannot be seen (a control character); write it without';
  }
  if (!options.lines && /[\n\t]/.test(text)) {
    return 'has a line break or tab; write it in one line';
  }
  return undefined;
}

export const MAX_URL_LENGTH = 1_000;

/** Only https: anything else may run code where somebody clicks it, or send what they read in the clear. */
export function findUrlProblem(text: string): string | undefined {
  const problem = findTextProblem(text, { limit: MAX_URL_LENGTH });
  if (problem) {
    return problem;
  }
  if (!URL.canParse(text) || !/^https:\/\/[^\s\\]+$/i.test(text)) {
    return 'is not an https:// address';
  }
  const { protocol, username, password, hostname } = new URL(text);
  if (protocol !== 'https:' || !hostname) {
    return 'is not an https:// address';
  }
  return username || password
    ? 'holds a user name or password; write it without'
    : undefined;
}
