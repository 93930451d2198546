import { Button, TextField } from '@backstage/ui';
import type { Start } from './DrawRollout';
import styles from './Rollout.module.css';

export interface StartFieldsProps {
  readonly starts: readonly Start[];
  readonly onChange: (starts: readonly Start[]) => void;
}

const MOST_STARTS = 52;

/** On which Mondays how many teams can start. */
export function StartFields({ starts, onChange }: StartFieldsProps) {
  const change = (index: number, part: Partial<Start>) =>
    onChange(
      starts.map((start, k) => (k === index ? { ...start, ...part } : start)),
    );
  return (
    <>
      {starts.map(({ monday, places }, index) => (
        <div
          className={styles.start}
          role="group"
          aria-label={`Start ${index + 1}`}
          key={index}
        >
          <TextField
            label="Monday"
            placeholder="2027-01-11"
            isInvalid={!/^\d{4}-\d{2}-\d{2}$/.test(monday)}
            value={monday}
            onChange={value => change(index, { monday: value })}
          />
          <TextField
            label="Places"
            inputMode="numeric"
            value={places}
            onChange={value => change(index, { places: value })}
            isInvalid={!(Number(places) >= 1)}
          />
          <Button
            variant="tertiary"
            isDisabled={starts.length === 1}
            onPress={() => onChange(starts.filter((_, k) => k !== index))}
          >
            Take away
          </Button>
        </div>
      ))}
      <div className={styles.buttons}>
        <Button
          variant="secondary"
          isDisabled={starts.length >= MOST_STARTS}
          onPress={() => onChange([...starts, { monday: '', places: '4' }])}
        >
          Another start
        </Button>
      </div>
    </>
  );
}
