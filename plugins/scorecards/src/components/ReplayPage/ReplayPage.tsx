import { Alert, Button, ButtonLink, Select } from '@backstage/ui';
import {
  AnswerSentence,
  DataColumn,
  DataTable,
  EmptyState,
  messageOf,
  LoadingState,
  MliPage,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type { ReplayResponse } from '@mli/plugin-scorecards-common';
import { useId, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useReplay, useScorecards } from '../../query/queries';
import { readDefinition } from '../../model/readDefinition';
import { EntityName } from '../EntityName/EntityName';
import { LevelTrend } from '../LevelTrend';
import styles from './ReplayPage.module.css';

const OWN = 'own';
const WEEKS = 8;
const EXAMPLE = `apiVersion: mli.internal/v1alpha1
kind: Scorecard
metadata: { name: my-trial }
spec:
  owner: group:my-team
  appliesTo: { kind: Component }
  levels: [{ name: known }]
  checks:
    - id: owner
      title: Has an owner
      level: known
      rule: { fact: catalog.owner.known, operator: equals, value: true }`;

/** Tries a definition over the facts of the last weeks: how the trend would have looked, and who would change. */
export function ReplayPage() {
  const [search, setSearch] = useSearchParams();
  const chosen = search.get('scorecard') ?? OWN;
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const scorecards = useScorecards();
  const replay = useReplay();
  const id = useId();
  const run = () => {
    setFault(undefined);
    if (chosen !== OWN) {
      replay.mutate({ scorecard: chosen, weeks: WEEKS });
      return;
    }
    readDefinition(text)
      .then(definition => replay.mutate({ definition, weeks: WEEKS }))
      .catch(error => setFault(`This is no definition: ${error.message}`));
  };
  const options = [
    { value: OWN, label: 'A definition of my own' },
    ...(scorecards.data ?? []).map(({ ref, title }) => ({
      value: ref,
      label: title,
    })),
  ];
  return (
    <MliPage
      title="Try a definition"
      subtitle={`Evaluated over the facts of the last ${WEEKS} weeks, for what you may see. Nothing is stored.`}
      actions={
        <ButtonLink variant="secondary" href="/scorecards">
          All scorecards
        </ButtonLink>
      }
    >
      <SectionCard title="Definition">
        <div className={styles.form}>
          <Select
            label="Scorecard"
            options={options}
            value={chosen}
            onChange={value => setSearch({ scorecard: String(value) })}
          />
          {chosen === OWN && (
            <div>
              <label htmlFor={id}>
                Definition, as in its catalog file (YAML or JSON)
              </label>
              <textarea
                placeholder={EXAMPLE}
                id={id}
                className={styles.text}
                rows={12}
                spellCheck={false}
                value={text}
                onChange={event => setText(event.target.value)}
              />
            </div>
          )}
          <div>
            <Button
              variant="primary"
              isDisabled={replay.isPending || (chosen === OWN && !text.trim())}
              onPress={run}
            >
              Replay
            </Button>
          </div>
        </div>
      </SectionCard>
      {(fault ?? replay.error) && (
        <Alert status="danger" icon title={fault ?? messageOf(replay.error)} />
      )}
      {replay.isPending && (
        <LoadingState label="Replaying the last weeks" layout="sentence" />
      )}
      {replay.data && <Outcome replay={replay.data} />}
    </MliPage>
  );
}

type Change = ReplayResponse['changes'][number];

function Outcome({ replay }: { replay: ReplayResponse }) {
  const titleOf = (rank: number | undefined) =>
    rank === undefined
      ? 'not evaluated'
      : (replay.levels.find(level => level.rank === rank)?.title ??
        'no level yet');
  const isNew = replay.changes.every(({ from }) => from === undefined);
  const columns: DataColumn<Change>[] = [
    {
      id: 'entity',
      label: 'Name',
      sortValue: row => row.entity,
      cell: row => <EntityName entityRef={row.entity} tab="scorecards" />,
    },
    ...(isNew
      ? []
      : [
          {
            id: 'from',
            label: 'Today',
            cell: (row: Change) => titleOf(row.from),
          },
        ]),
    { id: 'to', label: 'Would be', cell: row => titleOf(row.to) },
    {
      id: 'missing',
      label: 'Missing',
      cell: row => row.missing.join(', '),
    },
  ];
  return (
    <>
      <AnswerSentence>{sentenceOf(replay, isNew)}</AnswerSentence>
      {replay.notes.map(note => (
        <Alert
          key={note.path}
          status="info"
          title={`${note.path}: ${note.message}`}
        />
      ))}
      <SectionCard title="How the trend would have looked">
        {replay.trend.length > 1 ? (
          <LevelTrend
            label="Levels by week"
            levels={replay.levels}
            points={replay.trend}
          />
        ) : (
          <EmptyState compact title="Its facts are known for less than a week">
            The trend begins with the second week in which they are.
          </EmptyState>
        )}
      </SectionCard>
      <SectionCard
        flush={replay.changes.length > 0}
        title={isNew ? 'Where each would stand' : 'Who would stand elsewhere'}
      >
        <DataTable
          caption="Entities whose level would be another"
          columns={columns}
          rows={replay.changes}
          rowKey={row => row.entity}
          initialSort={{ column: 'entity', direction: 'ascending' }}
          empty={<EmptyState compact title="Nobody" />}
        />
      </SectionCard>
    </>
  );
}

function sentenceOf(
  { changes, entities, levels, trend }: ReplayResponse,
  isNew: boolean,
): string {
  if (entities === 0) return 'It applies to nothing that you may see.';
  if (changes.length === 0) return `All ${entities} would stand as today.`;
  if (!isNew) {
    return `${changes.length} of ${entities} would stand on another level than today.`;
  }
  const without = trend.at(-1)?.counts[0] ?? 0;
  const first = levels.find(({ rank }) => rank === 1)?.title ?? 'a level';
  return `${entities - without} of ${entities} would reach ${first}${levels.length > 1 ? ' or more' : ''}.`;
}
