import { Radio, RadioGroup, Select, TextAreaField } from '@backstage/ui';
import type { DeclaredState, DeclineReason } from '@mli/plugin-insights-common';
import { useState } from 'react';
import { PairQuery } from '../../api/AdoptionClient';
import { useAdoptionChange } from '../../query/adoptionQueries';
import { AdoptionDialog } from './AdoptionDialog';
import styles from './AdoptionDialog.module.css';

const CHOICES: ReadonlyArray<[DeclaredState, string]> = [
  ['adopted', 'We use it'],
  ['evaluating', 'We are trying it'],
  ['declined', 'We do not want it'],
  ['none', 'Nothing: take back what was said'],
];

const REASONS: ReadonlyArray<{ id: DeclineReason; label: string }> = [
  { id: 'not-relevant', label: 'It is not relevant to us' },
  { id: 'missing-feature', label: 'Something we need is missing' },
  { id: 'too-much-effort', label: 'Too much effort to change over' },
  { id: 'too-slow', label: 'Too slow for us' },
  { id: 'unreliable', label: 'Not reliable enough' },
  { id: 'uses-something-else', label: 'We use something else' },
  { id: 'later', label: 'Not now, perhaps later' },
  { id: 'other', label: 'Another reason' },
];

export interface DeclareDialogProps {
  pair: PairQuery;
  teamTitle: string;
  offeringTitle: string;
  declared: DeclaredState;
  /** The catalog file says something, and wins. */
  catalogWins: boolean;
  onClose: () => void;
}

/** A team says what it does with an offering. */
export function DeclareDialog(props: DeclareDialogProps) {
  const { pair, teamTitle, offeringTitle, catalogWins, onClose } = props;
  const [state, setState] = useState<DeclaredState>(
    props.declared === 'none' ? 'adopted' : props.declared,
  );
  const [reason, setReason] = useState<DeclineReason>();
  const [text, setText] = useState('');
  const declare = useAdoptionChange(
    (client, _: void) =>
      client.declare({
        ...pair,
        state,
        ...(state === 'declined' && reason ? { reason } : {}),
        ...(text ? { text } : {}),
      }),
    { onDone: onClose },
  );
  const isComplete =
    state !== 'declined' ||
    (reason !== undefined && (reason !== 'other' || text.trim() !== ''));
  return (
    <AdoptionDialog
      title={`${teamTitle} and ${offeringTitle}`}
      isOpen
      onClose={onClose}
      submitLabel="Say so"
      isPending={declare.isPending}
      isDisabled={!isComplete}
      error={declare.error}
      onSubmit={() => declare.mutate()}
    >
      {catalogWins && (
        <p className={styles.note}>
          Your catalog file names it in mli.internal/adopts, and the file wins.
          What you say here is kept, and holds once the file no longer does.
        </p>
      )}
      <RadioGroup
        label="What do you do with it?"
        value={state}
        onChange={value =>
          setState(CHOICES.find(([id]) => id === value)?.[0] ?? 'none')
        }
      >
        {CHOICES.map(([id, label]) => (
          <Radio key={id} value={id}>
            {label}
          </Radio>
        ))}
      </RadioGroup>
      {state === 'declined' && (
        <Select
          label="Why?"
          placeholder="Choose a reason"
          options={REASONS}
          value={reason ?? null}
          onChange={key => setReason(REASONS.find(({ id }) => id === key)?.id)}
        />
      )}
      <TextAreaField
        label={
          state === 'declined'
            ? 'What would have to change?'
            : 'Anything to add?'
        }
        description="Seen by your team and the provider only."
        value={text}
        onChange={setText}
        maxLength={1000}
        rows={3}
      />
    </AdoptionDialog>
  );
}
