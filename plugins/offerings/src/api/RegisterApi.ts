import { createApiRef } from '@backstage/frontend-plugin-api';
// Types only: the zod schemas behind them stay out of the browser's bundle.
import type { JobMatches } from '@mli/plugin-insights-common';
import type {
  BulkRequest,
  BulkResponse,
  HandOver,
  HistoryEntry,
  ImportedFile,
  RegisterClaims,
  RegisterScope,
  Registration,
  RegistrationDraft,
  ValidateResponse,
} from '@mli/plugin-offerings-common';

export interface MatchRequest {
  team: string;
  component?: string;
  jobs: string[];
  repositories: string[];
  experiments: string[];
}

/** Registering components. Every failure is a `ResponseError`; a conflict has what is in the way in its body. */
export interface RegisterApi {
  scope(): Promise<RegisterScope>;
  claims(team: string): Promise<RegisterClaims>;
  matches(request: MatchRequest): Promise<JobMatches>;
  validate(draft: RegistrationDraft, id?: string): Promise<ValidateResponse>;
  list(query: { mine?: boolean; team?: string }): Promise<Registration[]>;
  get(id: string): Promise<Registration>;
  register(
    draft: RegistrationDraft,
    options: { acceptDuplicates: boolean },
  ): Promise<Registration>;
  edit(
    id: string,
    change: {
      draft: RegistrationDraft;
      version: number;
      acceptDuplicates: boolean;
    },
  ): Promise<Registration>;
  retire(id: string): Promise<Registration>;
  restore(id: string): Promise<Registration>;
  history(id: string): Promise<HistoryEntry[]>;
  exportYaml(id: string): Promise<string>;
  handOver(id: string, to: string, message: string): Promise<HandOver>;
  handOvers(): Promise<HandOver[]>;
  decide(
    id: string,
    decision: 'accept' | 'decline' | 'withdraw',
    reason?: string,
  ): Promise<HandOver>;
  /** Files in Git that describe something of the viewer's teams. */
  importedFiles(): Promise<ImportedFile[]>;
  removeImportedFile(id: string): Promise<void>;
  bulk(request: BulkRequest): Promise<BulkResponse>;
}

export const registerApiRef = createApiRef<RegisterApi>().with({
  id: 'plugin.offerings.register',
  pluginId: 'offerings',
});
