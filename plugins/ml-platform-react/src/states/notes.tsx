import {
  RiEyeOffLine,
  RiHourglassLine,
  RiLock2Line,
  RiIndeterminateCircleLine,
  RiScales3Line,
} from '@remixicon/react';
import {
  formatCount,
  formatCounted,
  formatShare,
  formatSince,
} from '../format';
import { InlineNote } from './InlineNote';

export interface NoteProps {
  readonly iconOnly?: boolean;
  /** The full sentence, shown on hover. */
  readonly reason?: string;
}

/** A number the release rules keep back. Never a zero, never an empty cell. */
export function HiddenValue({ iconOnly, reason }: NoteProps) {
  const words = 'hidden: fewer than 5 people';
  return (
    <InlineNote
      icon={<RiLock2Line size={14} />}
      iconOnly={iconOnly}
      tooltip={reason ?? words}
    >
      {words}
    </InlineNote>
  );
}

export interface NotEnoughDataProps extends NoteProps {
  readonly n?: number;
  readonly needed?: number;
}

/** Fewer runs than a number may stand on. */
export function NotEnoughData(props: NotEnoughDataProps) {
  const { n, needed = 20, iconOnly, reason } = props;
  const words =
    n === undefined
      ? 'not enough data'
      : `not enough data: ${formatCounted(n, 'run')}, ${formatCount(needed)} needed`;
  return (
    <InlineNote
      icon={<RiScales3Line size={14} />}
      iconOnly={iconOnly}
      tooltip={reason ?? words}
    >
      {words}
    </InlineNote>
  );
}

export interface TooLittleSeenProps extends NoteProps {
  /** Attributed and observed share of what is known to have run. */
  readonly coverage?: number;
}

/** Too small a share of what ran is seen for a number to speak for the rest. */
export function TooLittleSeen({
  coverage,
  iconOnly,
  reason,
}: TooLittleSeenProps) {
  const words =
    coverage === undefined
      ? 'too little seen'
      : `too little seen: ${formatShare(coverage)} of what ran`;
  return (
    <InlineNote
      icon={<RiEyeOffLine size={14} />}
      iconOnly={iconOnly}
      tooltip={reason ?? words}
    >
      {words}
    </InlineNote>
  );
}

/** The metric does not exist for this: no source sends what it needs. */
export function NotAvailable({ iconOnly, reason }: NoteProps) {
  const words = 'not available';
  return (
    <InlineNote
      icon={<RiIndeterminateCircleLine size={14} />}
      iconOnly={iconOnly}
      tooltip={reason ?? words}
    >
      {words}
    </InlineNote>
  );
}

export interface StaleNoteProps {
  readonly lastEventAt: string;
  readonly now: Date;
}

/** `stale (last event 3 h ago)` */
export function StaleNote({ lastEventAt, now }: StaleNoteProps) {
  return (
    <InlineNote icon={<RiHourglassLine size={14} />}>
      {`stale (last event ${formatSince(lastEventAt, now)})`}
    </InlineNote>
  );
}
