/**
 * One spelling for a repository, without anything secret: user information, query and fragment are cut, and the
 * endings `.git` and `/`.
 */
export function normaliseRepository(raw: string): string {
  return raw
    .trim()
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}
