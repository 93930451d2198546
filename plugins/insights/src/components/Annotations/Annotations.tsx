import { Button } from '@backstage/ui';
import {
  EmptyState,
  ErrorState,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { useAnnotations } from '../../query/lossQueries';
import { useTitles } from '../../query/queries';
import { AnnotateForm } from './AnnotateForm';
import { AnnotationItem } from './AnnotationItem';
import styles from './Annotations.module.css';

/** What people know about the periods of a unit, and what they say is wrong; each can say more. */
export function Annotations({ unit }: { unit: string | undefined }) {
  const [isWriting, setWriting] = useState(false);
  const [withdrawn, setWithdrawn] = useState(false);
  const annotations = useAnnotations({ team: unit, withdrawn });
  const title = useTitles();
  const items = annotations.data ?? [];
  return (
    <SectionCard
      title="What people say about these numbers"
      description="What happened in a period, and what is wrong. It is drawn on the charts of the period and kept."
      actions={
        !isWriting && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setWriting(true)}
          >
            Annotate or dispute
          </Button>
        )
      }
    >
      {isWriting && (
        <AnnotateForm
          unit={unit}
          unitTitle={unit ? title(unit) : 'the whole company'}
          onDone={() => setWriting(false)}
        />
      )}
      {annotations.isPending && (
        <LoadingState label="Loading what people say" rows={2} />
      )}
      {annotations.isError && (
        <ErrorState
          compact
          title="What people say could not be loaded"
          error={annotations.error}
          retry={() => annotations.refetch()}
        />
      )}
      {annotations.data && items.length === 0 && !isWriting && (
        <EmptyState compact title="Nobody has said anything yet">
          An outage, a holiday or a new backbone explains a number; runs that
          are not yours or a missing source make it wrong. Say so, and the one
          who can put it right is told.
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map(item => (
            <AnnotationItem key={item.id} annotation={item} title={title} />
          ))}
        </ul>
      )}
      <label className={styles.toggle}>
        <input
          type="checkbox"
          checked={withdrawn}
          onChange={event => setWithdrawn(event.target.checked)}
        />
        Show what was taken back
      </label>
    </SectionCard>
  );
}
