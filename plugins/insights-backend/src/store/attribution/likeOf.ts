/** A glob as the LIKE pattern that matches the same texts. */
export function likeOf(glob: string): string {
  return glob.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
}
