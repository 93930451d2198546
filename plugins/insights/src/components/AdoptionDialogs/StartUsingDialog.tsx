import { Select, TextAreaField, TextField } from '@backstage/ui';
import { useState } from 'react';
import { useAdoptionChange } from '../../query/adoptionQueries';
import { AdoptionDialog } from './AdoptionDialog';
import styles from './AdoptionDialog.module.css';

export interface StartUsingDialogProps {
  offering: string;
  offeringTitle: string;
  /** Teams the reader can ask for. */
  teams: ReadonlyArray<{ ref: string; title: string }>;
  expectedDays?: number;
  onClose: () => void;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Asks the provider to help a team start using an offering. */
export function StartUsingDialog(props: StartUsingDialogProps) {
  const { offering, offeringTitle, teams, expectedDays, onClose } = props;
  const [team, setTeam] = useState(teams[0]?.ref ?? '');
  const [goal, setGoal] = useState('');
  const [component, setComponent] = useState('');
  const [wantedOn, setWantedOn] = useState('');
  const ask = useAdoptionChange(
    (client, _: void) =>
      client.ask({
        team,
        offering,
        goal,
        ...(component.trim() ? { component: component.trim() } : {}),
        ...(wantedOn ? { wantedOn } : {}),
      }),
    { onDone: onClose },
  );
  return (
    <AdoptionDialog
      title={`Start using ${offeringTitle}`}
      isOpen
      onClose={onClose}
      submitLabel="Ask the provider"
      isPending={ask.isPending}
      isDisabled={
        team === '' ||
        goal.trim().length < 3 ||
        (wantedOn !== '' && !DAY.test(wantedOn))
      }
      error={ask.error}
      onSubmit={() => ask.mutate()}
    >
      <p className={styles.note}>
        Your team is shown as trying it, and its provider is told
        {expectedDays
          ? `. Getting started usually takes ${expectedDays} ${expectedDays === 1 ? 'day' : 'days'}`
          : ''}
        .
      </p>
      <Select
        label="For which team?"
        options={teams.map(({ ref, title }) => ({ id: ref, label: title }))}
        value={team}
        onChange={key => setTeam(String(key))}
      />
      <TextAreaField
        label="What do you want to get done?"
        isRequired
        value={goal}
        onChange={setGoal}
        maxLength={1000}
        rows={3}
      />
      <TextField
        label="Component it is for (optional)"
        placeholder="component:default/lane-trainer"
        value={component}
        onChange={setComponent}
      />
      <TextField
        label="Wanted by (optional)"
        placeholder="YYYY-MM-DD"
        value={wantedOn}
        onChange={setWantedOn}
      />
    </AdoptionDialog>
  );
}
