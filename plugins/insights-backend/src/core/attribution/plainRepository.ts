/**
 * What the spellings of one repository, or of a pattern for some, have in common: host and path. Git takes
 * `https://host/path.git`, `ssh://git@host:22/path` and `git@host:path` alike, so producers send all of them.
 */
export function plainRepository(url: string): string {
  const [, rest = url] = /^[a-z][a-z0-9+.-]*:\/\/(.*)$/i.exec(url) ?? [];
  return rest
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]+):\d+\//, '$1/')
    .replace(/^([^/:]+):/, '$1/')
    .replace(/\.git$/, '');
}
