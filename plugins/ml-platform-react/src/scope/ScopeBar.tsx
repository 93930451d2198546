import { useMemo, type ReactNode } from 'react';
import { Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { RiScales3Line, RiStackLine, RiTeamLine } from '@remixicon/react';
import { nameOfRef } from '../format';
import {
  SCOPE_COMPARISONS,
  SCOPE_RUN_CLASSES,
  SCOPE_WINDOWS,
  type Scope,
  type ScopeComparison,
  type ScopeRunClass,
} from './scope';
import { unitSections, type ScopeUnit } from './units';
import { useScope } from './useScope';
import styles from './ScopeBar.module.css';

export type ScopeField = 'team' | 'window' | 'runClass' | 'compare';

export interface ScopeBarProps {
  /** Units to choose from; undefined while they load. */
  readonly units?: readonly ScopeUnit[];
  /** The controls this page has an answer for. */
  readonly fields?: readonly ScopeField[];
  /** The same defaults the page gives to `useScope`. */
  readonly defaults?: Partial<Scope>;
  /** What the picker says when no unit is chosen. */
  readonly everythingLabel?: string;
  /** At the end of the bar: who can see this, how fresh it is. */
  readonly children?: ReactNode;
}

const EVERYTHING = 'everything';
const WINDOW_LABELS: Record<Scope['window'], { short: string; long: string }> =
  {
    '4w': { short: '4 weeks', long: 'last 4 weeks' },
    '12w': { short: '12 weeks', long: 'last 12 weeks' },
    '52w': { short: '52 weeks', long: 'last 52 weeks' },
    all: { short: 'All', long: 'whole history' },
  };
const RUN_CLASS_LABELS: Record<ScopeRunClass, string> = {
  full: 'Full runs',
  debug: 'Debug runs',
  sweep: 'Sweeps',
  evaluation: 'Evaluations',
  all: 'All run classes',
};
const COMPARISON_LABELS: Record<ScopeComparison, string> = {
  none: 'No comparison',
  past: 'With the window before',
  peers: 'With comparable teams',
};
const DEFAULT_FIELDS: readonly ScopeField[] = ['team', 'window', 'runClass'];

/** The words for a window: "last 12 weeks". */
export function windowWords(window: Scope['window']): string {
  return WINDOW_LABELS[window].long;
}

/** One bar for every page: which unit, which window, which runs, compared with what. Its state is the URL's query. */
export function ScopeBar(props: ScopeBarProps) {
  const { fields = DEFAULT_FIELDS, defaults, children } = props;
  const { scope, setScope } = useScope(defaults);
  const has = (field: ScopeField) => fields.includes(field);
  return (
    <div
      className={styles.bar}
      role="group"
      aria-label="What this page is about"
    >
      {has('team') && (
        <UnitPicker
          units={props.units}
          team={scope.team}
          everythingLabel={props.everythingLabel}
          onChange={team => setScope({ team })}
        />
      )}
      {has('window') && (
        <WindowPicker
          window={scope.window}
          onChange={window => setScope({ window })}
        />
      )}
      {has('runClass') && (
        <Select
          className={styles.runClass}
          aria-label="Run class"
          icon={<RiStackLine size={16} />}
          options={SCOPE_RUN_CLASSES.map(id => ({
            id,
            label: RUN_CLASS_LABELS[id],
          }))}
          value={scope.runClass}
          onChange={key =>
            setScope({ runClass: SCOPE_RUN_CLASSES.find(id => id === key) })
          }
        />
      )}
      {has('compare') && (
        <Select
          className={styles.compare}
          aria-label="Compare with"
          icon={<RiScales3Line size={16} />}
          options={SCOPE_COMPARISONS.map(id => ({
            id,
            label: COMPARISON_LABELS[id],
          }))}
          value={scope.compare}
          onChange={key =>
            setScope({ compare: SCOPE_COMPARISONS.find(id => id === key) })
          }
        />
      )}
      {children && <div className={styles.end}>{children}</div>}
    </div>
  );
}

interface UnitPickerProps {
  readonly units?: readonly ScopeUnit[];
  readonly team?: string;
  readonly everythingLabel?: string;
  readonly onChange: (team: string | undefined) => void;
}

function UnitPicker(props: UnitPickerProps) {
  const { units, team, everythingLabel = 'All teams', onChange } = props;
  const sections = useMemo(() => {
    const all = unitSections(units ?? []);
    const known = team === undefined || units?.some(unit => unit.ref === team);
    return [
      {
        title: 'Everybody',
        options: [{ id: EVERYTHING, label: everythingLabel }],
      },
      // A link may name a unit the reader may not see, or one that is gone: it stays shown, never silently dropped.
      ...(known
        ? []
        : [
            {
              title: 'From the link',
              options: [{ id: team, label: nameOfRef(team) }],
            },
          ]),
      ...all,
    ];
  }, [units, team, everythingLabel]);
  return (
    <Select
      className={styles.unit}
      aria-label="Team or department"
      icon={<RiTeamLine size={16} />}
      options={sections}
      search={{ placeholder: 'Find a team' }}
      value={team ?? EVERYTHING}
      isDisabled={units === undefined}
      onChange={key =>
        onChange(key === EVERYTHING || key === null ? undefined : String(key))
      }
    />
  );
}

interface WindowPickerProps {
  readonly window: Scope['window'];
  readonly onChange: (window: Scope['window']) => void;
}

function WindowPicker({ window, onChange }: WindowPickerProps) {
  return (
    <ToggleButtonGroup
      className={styles.window}
      aria-label="Window"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[window]}
      onSelectionChange={keys => {
        const chosen = SCOPE_WINDOWS.find(id => new Set(keys).has(id));
        if (chosen) onChange(chosen);
      }}
    >
      {SCOPE_WINDOWS.map(id => (
        <ToggleButton
          key={id}
          id={id}
          className={styles.windowOption}
          aria-label={WINDOW_LABELS[id].long}
        >
          {WINDOW_LABELS[id].short}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
