import { Button, Link } from '@backstage/ui';
import type { Declaration } from '@mli/plugin-insights-common';
import {
  entityHref,
  formatCounted,
  formatDate,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { useDeclines } from '../../query/adoptionQueries';
import { TextDialog } from '../AdoptionDialogs/TextDialog';
import styles from './AdoptionWork.module.css';

/** Why teams decline an offering, grouped; for those who may answer. Nothing where nobody does. */
export function Declines(props: {
  offering: string;
  title: (ref: string) => string;
}) {
  const { offering, title } = props;
  const groups = useDeclines(offering, true).data ?? [];
  const [answering, setAnswering] = useState<Declaration>();
  if (groups.length === 0) return null;
  return (
    <SectionCard flush title="Why teams decline it">
      <ul className={styles.list}>
        {groups.map(({ reason, words, count, declines }) => (
          <li key={reason} className={styles.request}>
            <div className={styles.words}>
              <p className={styles.names}>
                {`${words} (${formatCounted(count, 'team')})`}
              </p>
              {declines.map(each => (
                <p key={each.team} className={styles.sentence}>
                  <Link href={entityHref(each.team)}>{title(each.team)}</Link>
                  {each.text ? `: “${each.text}”` : ''}{' '}
                  <span className={styles.done}>{formatDate(each.at)}</span>{' '}
                  {reason === 'not-relevant' && !each.relevance && (
                    <Button
                      size="small"
                      variant="secondary"
                      aria-label={`Agree that it is not relevant to ${title(each.team)}`}
                      onPress={() => setAnswering(each)}
                    >
                      Agree
                    </Button>
                  )}
                  {each.relevance &&
                    (each.relevance.confirmed ? '(agreed)' : '(not agreed)')}
                </p>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {answering && (
        <TextDialog
          title={`Not relevant to ${title(answering.team)}`}
          note="The team no longer counts as one that could use it."
          label="Anything to add?"
          submitLabel="Agree"
          change={(client, text) =>
            client.answerRelevance({
              team: answering.team,
              offering,
              confirmed: true,
              ...(text ? { text } : {}),
            })
          }
          onClose={() => setAnswering(undefined)}
        />
      )}
    </SectionCard>
  );
}
