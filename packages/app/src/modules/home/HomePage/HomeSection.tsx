import type { ReactNode } from 'react';
import {
  EmptyState,
  ErrorState,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type { Loaded } from '../useLoaded';

export interface HomeSectionProps<T> {
  readonly title: string;
  readonly description?: string;
  readonly loaded: Loaded<T>;
  readonly reload: () => void;
  /** What stands here where there is nothing; undefined where there is something. */
  readonly empty: (value: T) => ReactNode;
  readonly footer?: ReactNode;
  /** How many rows usually come, so that little moves when they do. */
  readonly rows?: number;
  readonly children: (value: T) => ReactNode;
}

/** A part of Home that fails, and is empty, on its own. */
export function HomeSection<T>(props: HomeSectionProps<T>) {
  const { title, description, loaded, reload, empty, footer, children } = props;
  const { rows = 3 } = props;
  const nothing = loaded.status === 'ready' ? empty(loaded.value) : undefined;
  return (
    <SectionCard
      title={title}
      description={description}
      flush={loaded.status === 'ready' && !nothing}
      footer={!nothing && loaded.status === 'ready' ? footer : undefined}
    >
      {loaded.status === 'loading' && (
        <LoadingState label={`Loading: ${title}`} layout="table" rows={rows} />
      )}
      {loaded.status === 'failed' && (
        <ErrorState
          compact
          title={`${title}: this could not be loaded`}
          error={loaded.error}
          retry={reload}
        />
      )}
      {nothing && (
        <EmptyState compact title="Nothing here now">
          {nothing}
        </EmptyState>
      )}
      {loaded.status === 'ready' && !nothing && children(loaded.value)}
    </SectionCard>
  );
}
