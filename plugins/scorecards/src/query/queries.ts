import { useApi } from '@backstage/core-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { ScorecardQuery, scorecardsApiRef } from '../api/ScorecardsApi';

export function useScorecards() {
  const api = useApi(scorecardsApiRef);
  return useQuery({
    queryKey: ['scorecards', 'list'],
    queryFn: ({ signal }) => api.listScorecards({ signal }),
  });
}

export function useLevels(query: ScorecardQuery) {
  const api = useApi(scorecardsApiRef);
  return useQuery({
    queryKey: ['scorecards', 'levels', query],
    queryFn: ({ signal }) => api.getLevels(query, { signal }),
  });
}

export function useResults(query: ScorecardQuery) {
  const api = useApi(scorecardsApiRef);
  return useQuery({
    queryKey: ['scorecards', 'results', query],
    queryFn: ({ signal }) => api.getResults(query, { signal }),
  });
}

/** Whether to say that the data are simulated; nothing else waits for it. */
export function useSimulated(): boolean | undefined {
  const api = useApi(scorecardsApiRef);
  const { data } = useQuery({
    queryKey: ['scorecards', 'simulated'],
    queryFn: ({ signal }) => api.isSimulated({ signal }),
    staleTime: 5 * 60_000,
  });
  return data;
}
