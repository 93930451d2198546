import { useLayoutEffect, useRef } from 'react';
import {
  NavigationType,
  useLocation,
  useNavigate,
  useNavigationType,
} from 'react-router-dom';

/**
 * A page made of sub-pages leads from its own path to its first one, and drops the query on the way. The query is what
 * a link to a view consists of, so it is put back: `/teams?team=x` opens `/teams/overview?team=x`.
 */
export function useQueryThroughRedirects(): void {
  const location = useLocation();
  const navigationType = useNavigationType();
  const navigate = useNavigate();
  const previous = useRef(location);
  useLayoutEffect(() => {
    const { pathname, search } = previous.current;
    previous.current = location;
    const isRedirectBelow =
      navigationType === NavigationType.Replace &&
      location.pathname.startsWith(`${pathname.replace(/\/$/, '')}/`);
    if (isRedirectBelow && pathname !== '/' && search && !location.search) {
      navigate({ ...location, search }, { replace: true });
    }
  }, [location, navigationType, navigate]);
}
