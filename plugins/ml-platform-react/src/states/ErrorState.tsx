import { Button } from '@backstage/ui';
import { RiErrorWarningLine, RiRefreshLine } from '@remixicon/react';
import { isForbidden, messageOf } from './errorMessage';
import { ForbiddenNote } from './ForbiddenNote';
import { requestIdOf } from './requestId';
import { StatePanel } from './StatePanel';
import styles from './states.module.css';

export interface ErrorStateProps {
  readonly error: unknown;
  /** What was being done: "Queue times could not be loaded". */
  readonly title?: string;
  readonly retry?: () => void;
  readonly compact?: boolean;
}

/** Says what happened, offers to try again, and names the request for whoever is asked for help. */
export function ErrorState(props: ErrorStateProps) {
  const { error, title = 'This could not be loaded', retry, compact } = props;
  if (isForbidden(error)) {
    return (
      <ForbiddenNote
        title="You can't see this"
        who={messageOf(error)}
        compact={compact}
      />
    );
  }
  const requestId = requestIdOf(error);
  return (
    <StatePanel
      role="alert"
      compact={compact}
      icon={<RiErrorWarningLine size={20} />}
      title={title}
      actions={
        retry && (
          <Button
            variant="secondary"
            iconStart={<RiRefreshLine />}
            onPress={retry}
          >
            Try again
          </Button>
        )
      }
    >
      {messageOf(error)}
      {requestId && (
        <div>
          Request <span className={styles.requestId}>{requestId}</span>
        </div>
      )}
    </StatePanel>
  );
}
