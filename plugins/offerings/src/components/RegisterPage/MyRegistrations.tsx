import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  ButtonLink,
  Link,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import type { Registration } from '@mli/plugin-offerings-common';
import {
  DataColumn,
  DataTable,
  EmptyState,
  ErrorState,
  formatDate,
  LoadingState,
  MliPage,
  nameOfRef,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useRegistrations } from '../../register/queries';
import { stateWord } from '../../register/words';
import { HandOvers } from './HandOvers';
import { ImportedFiles } from './ImportedFiles';
import styles from './RegisterPage.module.css';

const COLUMNS: DataColumn<Registration>[] = [
  {
    id: 'name',
    label: 'Component',
    cell: ({ id, fields }) => (
      <Link href={`/register/registrations/${id}`}>
        {fields.title ?? fields.name}
      </Link>
    ),
    sortValue: ({ fields }) => fields.title ?? fields.name,
  },
  {
    id: 'owner',
    label: 'Team',
    cell: ({ fields }) => nameOfRef(fields.owner),
    sortValue: ({ fields }) => fields.owner,
  },
  {
    id: 'type',
    label: 'Type',
    cell: ({ fields }) => fields.type,
    sortValue: ({ fields }) => fields.type,
  },
  {
    id: 'state',
    label: 'State',
    cell: registration => stateWord(registration),
    sortValue: registration => stateWord(registration),
  },
  {
    id: 'updated',
    label: 'Changed',
    cell: ({ updatedAt }) => formatDate(updatedAt),
    sortValue: ({ updatedAt }) => updatedAt,
  },
];

/** What the teams of the viewer have registered here, or everybody's. */
export function MyRegistrations() {
  const [query, setQuery] = useSearchParams();
  const everybody = query.get('whose') === 'all';
  const registrations = useRegistrations(everybody ? {} : { mine: true });
  const [whose] = useState(['mine', 'all']);
  return (
    <MliPage
      title="What is registered"
      subtitle="Components that were registered in the portal, and files in Git that describe what is yours."
      actions={
        <ButtonLink href="/register" variant="primary">
          Register a component
        </ButtonLink>
      }
    >
      <HandOvers />
      <ToggleButtonGroup
        aria-label="Whose"
        selectionMode="single"
        disallowEmptySelection
        className={styles.buttons}
        selectedKeys={[everybody ? 'all' : 'mine']}
        onSelectionChange={keys =>
          setQuery([...keys][0] === 'all' ? { whose: 'all' } : {}, {
            replace: true,
          })
        }
      >
        {whose.map(id => (
          <ToggleButton key={id} id={id}>
            {id === 'mine' ? 'My teams' : 'Everybody'}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <SectionCard
        title={everybody ? 'All registrations' : 'Of my teams'}
        flush
      >
        {registrations.isPending && (
          <LoadingState label="Loading registrations" />
        )}
        {registrations.error && (
          <ErrorState
            error={registrations.error}
            title="Registrations could not be loaded"
            retry={() => registrations.refetch()}
          />
        )}
        {registrations.data && (
          <DataTable
            caption="Registrations"
            columns={COLUMNS}
            rows={registrations.data}
            rowKey={({ id }) => id}
            initialSort={{ column: 'name', direction: 'ascending' }}
            empty={
              <EmptyState title="Nothing is registered here yet">
                What somebody registers in the portal shows up here at once.
              </EmptyState>
            }
          />
        )}
      </SectionCard>
      <ImportedFiles />
    </MliPage>
  );
}
