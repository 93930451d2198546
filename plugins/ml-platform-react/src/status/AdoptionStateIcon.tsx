import type { AdoptionStatus } from '@mli/plugin-insights-common';
import {
  RiCalendarTodoLine,
  RiCheckboxBlankCircleLine,
  RiCheckboxCircleFill,
  RiCloseCircleLine,
  RiEyeLine,
  RiEyeOffLine,
  RiLogoutCircleRLine,
  RiPauseCircleLine,
  RiPlayCircleLine,
  RiQuestionLine,
  RiSubtractLine,
} from '@remixicon/react';
import { StateIcon, type StateLook } from './StateIcon';

const LOOKS: Record<AdoptionStatus, StateLook> = {
  'in-use': {
    icon: RiCheckboxCircleFill,
    word: 'in use',
    colour: 'var(--mli-pass)',
  },
  onboarding: {
    icon: RiPlayCircleLine,
    word: 'onboarding',
    colour: 'var(--mli-line)',
  },
  planned: {
    icon: RiCalendarTodoLine,
    word: 'planned',
    colour: 'var(--mli-line)',
  },
  stalled: {
    icon: RiPauseCircleLine,
    word: 'stalled',
    colour: 'var(--mli-stale)',
  },
  'seen-not-declared': {
    icon: RiEyeLine,
    word: 'seen, not declared',
    colour: 'var(--mli-exempt)',
  },
  'declared-not-seen': {
    icon: RiEyeOffLine,
    word: 'declared, not seen',
    colour: 'var(--mli-error)',
  },
  churned: {
    icon: RiLogoutCircleRLine,
    word: 'stopped using',
    colour: 'var(--mli-fail)',
  },
  declined: {
    icon: RiCloseCircleLine,
    word: 'declined',
    colour: 'var(--mli-muted)',
  },
  'not-started': {
    icon: RiCheckboxBlankCircleLine,
    word: 'not started',
    colour: 'var(--mli-muted)',
  },
  'cannot-tell': {
    icon: RiQuestionLine,
    word: 'cannot tell',
    colour: 'var(--mli-muted)',
  },
  'not-applicable': {
    icon: RiSubtractLine,
    word: 'not applicable',
    colour: 'var(--mli-muted)',
  },
};

/** The three groups pages show, and the rest. */
export type AdoptionGroup = 'in-use' | 'starting' | 'does-not-match' | 'other';

const GROUPS: Record<AdoptionStatus, AdoptionGroup> = {
  'in-use': 'in-use',
  onboarding: 'starting',
  planned: 'starting',
  stalled: 'starting',
  'seen-not-declared': 'does-not-match',
  'declared-not-seen': 'does-not-match',
  churned: 'does-not-match',
  declined: 'other',
  'not-started': 'other',
  'cannot-tell': 'other',
  'not-applicable': 'other',
};

export function adoptionGroup(status: AdoptionStatus): AdoptionGroup {
  return GROUPS[status];
}

export function adoptionStatusWord(status: AdoptionStatus): string {
  return LOOKS[status].word;
}

export interface AdoptionStateIconProps {
  readonly status: AdoptionStatus;
  readonly detail?: string;
  readonly iconOnly?: boolean;
  readonly size?: number;
}

export function AdoptionStateIcon(props: AdoptionStateIconProps) {
  const { status, detail, iconOnly, size } = props;
  return (
    <StateIcon
      look={LOOKS[status]}
      detail={detail}
      iconOnly={iconOnly}
      size={size}
    />
  );
}
