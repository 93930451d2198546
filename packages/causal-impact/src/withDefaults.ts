/** The options that were given over the defaults; an option that is undefined counts as not given. */
export function withDefaults<T extends object>(
  defaults: T,
  options: Partial<T>,
): T {
  const given = Object.entries(options).filter(([, v]) => v !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}
