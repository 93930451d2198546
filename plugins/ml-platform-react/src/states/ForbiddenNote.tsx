import type { ReactNode } from 'react';
import { RiLockLine } from '@remixicon/react';
import { StatePanel } from './StatePanel';

export interface ForbiddenNoteProps {
  /** What the reader cannot do: "You can't see how fast Tracking is". */
  readonly title: string;
  /** Who can: "Members of Tracking, its line and the MLI leads can." */
  readonly who: ReactNode;
  readonly actions?: ReactNode;
  readonly compact?: boolean;
}

export function ForbiddenNote(props: ForbiddenNoteProps) {
  const { title, who, actions, compact } = props;
  return (
    <StatePanel
      icon={<RiLockLine size={20} />}
      title={title}
      actions={actions}
      compact={compact}
    >
      {who}
    </StatePanel>
  );
}
