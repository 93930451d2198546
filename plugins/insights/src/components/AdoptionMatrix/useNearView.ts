import { RefObject, useEffect, useState } from 'react';

/** So far beyond its edges a scrolled part draws what comes next. */
const MARGIN = '600px 0px';

/**
 * Whether an element is in sight, or about to be, of the part that scrolls around it. Where that cannot be observed,
 * everything is.
 */
export function useNearView(
  element: RefObject<HTMLElement | null>,
  scrolls: RefObject<HTMLElement | null>,
): boolean {
  const [isNear, setNear] = useState(
    typeof IntersectionObserver === 'undefined',
  );
  useEffect(() => {
    if (!element.current || typeof IntersectionObserver === 'undefined') {
      return undefined;
    }
    const observer = new IntersectionObserver(
      entries => setNear(entries.at(-1)?.isIntersecting ?? false),
      { root: scrolls.current, rootMargin: MARGIN },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, scrolls]);
  return isNear;
}
