import { useApi } from '@backstage/core-plugin-api';
import { useSignal } from '@backstage/plugin-signals-react';
import {
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type {
  AttestRequest,
  ExemptionDecisionRequest,
  ExemptionRequest,
  ReplayRequest,
} from '@mli/plugin-scorecards-common';
import { useEffect } from 'react';
import {
  ListQuery,
  ScorecardQuery,
  scorecardsApiRef,
  TrendQuery,
} from '../api/ScorecardsApi';

/** What the back end calls its channel; written again, because only its types may be imported here. */
const CHANNEL = 'scorecards';
const POLL_MS = 30_000;

/** The last signal each cache was asked anew for. */
const heard = new WeakMap<QueryClient, object>();

/**
 * What is under way may be an answer from before the change, so it is asked once more when it is there; it is not
 * stopped, or a page would never be filled while signals come one after the other.
 */
async function askAnew(client: QueryClient): Promise<void> {
  const everything = { queryKey: ['scorecards'] };
  const isUnderWay = client.isFetching(everything) > 0;
  await client.invalidateQueries(everything, { cancelRefetch: false });
  if (isUnderWay) {
    await client.invalidateQueries(everything, { cancelRefetch: false });
  }
}

/**
 * Keeps what is shown up to date: a signal says that results have changed, and everything shown is asked for again.
 * Answers how often to ask without being told, which is the fallback where signals do not get through.
 */
export function useFreshResults(): number {
  const { lastSignal, isSignalsAvailable } = useSignal(CHANNEL);
  const client = useQueryClient();
  useEffect(() => {
    // several parts of a page hear the same signal
    if (lastSignal && heard.get(client) !== lastSignal) {
      heard.set(client, lastSignal);
      void askAnew(client);
    }
  }, [client, lastSignal]);
  return isSignalsAvailable ? 4 * POLL_MS : POLL_MS;
}

export function useScorecards() {
  const api = useApi(scorecardsApiRef);
  return useQuery({
    queryKey: ['scorecards', 'list'],
    queryFn: ({ signal }) => api.listScorecards({ signal }),
  });
}

export function useLevels(query: ScorecardQuery) {
  const api = useApi(scorecardsApiRef);
  const refetchInterval = useFreshResults();
  return useQuery({
    refetchInterval,
    queryKey: ['scorecards', 'levels', query],
    queryFn: ({ signal }) => api.getLevels(query, { signal }),
  });
}

export function useResults(query: ListQuery, enabled = true) {
  const api = useApi(scorecardsApiRef);
  const refetchInterval = useFreshResults();
  return useQuery({
    enabled,
    refetchInterval,
    queryKey: ['scorecards', 'results', query],
    queryFn: ({ signal }) => api.getResults(query, { signal }),
  });
}

export function useDistribution() {
  const api = useApi(scorecardsApiRef);
  const refetchInterval = useFreshResults();
  return useQuery({
    refetchInterval,
    queryKey: ['scorecards', 'distribution'],
    queryFn: ({ signal }) => api.getDistribution({ signal }),
  });
}

export function useTrend(query: TrendQuery) {
  const api = useApi(scorecardsApiRef);
  return useQuery({
    queryKey: ['scorecards', 'trend', query],
    queryFn: ({ signal }) => api.getTrend(query, { signal }),
  });
}

export function useCheckSummaries(query: ScorecardQuery) {
  const api = useApi(scorecardsApiRef);
  const refetchInterval = useFreshResults();
  return useQuery({
    refetchInterval,
    queryKey: ['scorecards', 'checks', query],
    queryFn: ({ signal }) => api.getChecks(query, { signal }),
  });
}

export function useHistory(query: ScorecardQuery) {
  const api = useApi(scorecardsApiRef);
  return useQuery({
    queryKey: ['scorecards', 'history', query],
    queryFn: ({ signal }) => api.getHistory(query, { signal }),
  });
}

export function useExemptions(query: ListQuery) {
  const api = useApi(scorecardsApiRef);
  return useQuery({
    queryKey: ['scorecards', 'exemptions', query],
    queryFn: ({ signal }) => api.getExemptions(query, { signal }),
  });
}

export function useCampaigns() {
  const api = useApi(scorecardsApiRef);
  return useQuery({
    queryKey: ['scorecards', 'campaigns'],
    queryFn: ({ signal }) => api.getCampaigns({ signal }),
  });
}

export function useCampaign(id: string) {
  const api = useApi(scorecardsApiRef);
  return useQuery({
    queryKey: ['scorecards', 'campaign', id],
    queryFn: ({ signal }) => api.getCampaign(id, { signal }),
  });
}

export function useAttestations(entity: string) {
  const api = useApi(scorecardsApiRef);
  return useQuery({
    queryKey: ['scorecards', 'attestations', entity],
    queryFn: ({ signal }) => api.getAttestations(entity, { signal }),
  });
}

/** What changes something makes everything shown be asked for again. */
function useChange<T, R>(change: (request: T) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['scorecards'] }),
  });
}

export function useRequestExemption() {
  const api = useApi(scorecardsApiRef);
  return useChange((request: ExemptionRequest) =>
    api.requestExemption(request),
  );
}

export function useDecideExemption() {
  const api = useApi(scorecardsApiRef);
  return useChange(
    ({ id, ...request }: ExemptionDecisionRequest & { id: string }) =>
      api.decideExemption(id, request),
  );
}

export function useStartCampaign() {
  const api = useApi(scorecardsApiRef);
  return useChange((request: Parameters<typeof api.startCampaign>[0]) =>
    api.startCampaign(request),
  );
}

export function useCancelCampaign() {
  const api = useApi(scorecardsApiRef);
  return useChange((id: string) => api.cancelCampaign(id));
}

export function useAttest() {
  const api = useApi(scorecardsApiRef);
  return useChange((request: AttestRequest) => api.attest(request));
}

export function useReplay() {
  const api = useApi(scorecardsApiRef);
  return useMutation({
    mutationFn: (request: ReplayRequest) => api.replay(request),
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
