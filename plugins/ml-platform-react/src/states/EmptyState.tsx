import type { ReactNode } from 'react';
import { RiInboxLine } from '@remixicon/react';
import { StatePanel } from './StatePanel';

export interface EmptyStateProps {
  /** What is not there: "No runs yet". */
  readonly title: string;
  /** What will be here, and how it gets here. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly compact?: boolean;
}

export function EmptyState(props: EmptyStateProps) {
  const { title, children, actions, compact } = props;
  return (
    <StatePanel
      icon={<RiInboxLine size={20} />}
      title={title}
      actions={actions}
      compact={compact}
    >
      {children}
    </StatePanel>
  );
}
