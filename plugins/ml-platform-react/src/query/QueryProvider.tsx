import { ResponseError } from '@backstage/errors';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { PropsWithChildren } from 'react';

const MAX_RETRIES = 2;

/** One cache for all pages of the portal, so that going back shows what was there at once. */
const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      // A refusal stays a refusal; only what may pass by itself is tried again.
      retry: (failures, error) =>
        failures < MAX_RETRIES &&
        !(error instanceof ResponseError && error.statusCode < 500),
    },
  },
});

export function QueryProvider({ children }: PropsWithChildren) {
  return (
    <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
  );
}
