import {
  RiAlertLine,
  RiCheckboxCircleFill,
  RiCheckboxBlankCircleLine,
  RiCloseCircleFill,
  RiHourglassFill,
  RiSubtractLine,
  RiTimeLine,
} from '@remixicon/react';
import { formatDate } from '../format';
import { StateIcon, type StateLook } from './StateIcon';

export const CHECK_STATES = [
  'pass',
  'fail',
  'exempt',
  'not-applicable',
  'no-data',
  'stale',
  'error',
] as const;
export type CheckState = (typeof CHECK_STATES)[number];

const LOOKS: Record<CheckState, StateLook> = {
  pass: { icon: RiCheckboxCircleFill, word: 'pass', colour: 'var(--mli-pass)' },
  fail: { icon: RiCloseCircleFill, word: 'fail', colour: 'var(--mli-fail)' },
  exempt: { icon: RiTimeLine, word: 'exempt', colour: 'var(--mli-exempt)' },
  'not-applicable': {
    icon: RiSubtractLine,
    word: 'not applicable',
    colour: 'var(--mli-muted)',
  },
  'no-data': {
    icon: RiCheckboxBlankCircleLine,
    word: 'no data',
    colour: 'var(--mli-muted)',
  },
  stale: { icon: RiHourglassFill, word: 'stale', colour: 'var(--mli-stale)' },
  error: { icon: RiAlertLine, word: 'error', colour: 'var(--mli-error)' },
};

/** The word for a state of a check, as every page says it. */
export function checkStateWord(state: CheckState): string {
  return LOOKS[state].word;
}

export interface CheckStateIconProps {
  readonly state: CheckState;
  /** For an exemption: the day it ends. */
  readonly until?: string;
  readonly iconOnly?: boolean;
  readonly size?: number;
}

export function CheckStateIcon({
  state,
  until,
  iconOnly,
  size,
}: CheckStateIconProps) {
  const detail = until ? `until ${formatDate(until)}` : undefined;
  return (
    <StateIcon
      look={LOOKS[state]}
      detail={detail}
      iconOnly={iconOnly}
      size={size}
    />
  );
}
