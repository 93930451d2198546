import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import { errorText } from '../StudyParts/errorText';
import styles from './StudyRegister.module.css';

export interface StudyDialogProps {
  readonly title: string;
  /** What the button says. */
  readonly action: string;
  readonly isReady: boolean;
  /** The mutation behind the button. */
  readonly sending: {
    readonly isPending: boolean;
    readonly error: Error | null;
  };
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Something about a study is fixed here; a refusal is said where it was asked. */
export function StudyDialog(props: StudyDialogProps) {
  const { title, action, isReady, sending, onSubmit, onClose } = props;
  return (
    <Dialog isOpen onOpenChange={isOpen => !isOpen && onClose()} width={560}>
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <div className={styles.form}>
          {props.children}
          {sending.error && (
            <p role="alert" className={styles.error}>
              {errorText(sending.error)}
            </p>
          )}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Cancel
        </Button>
        <Button
          variant="primary"
          isPending={sending.isPending}
          isDisabled={!isReady}
          onPress={onSubmit}
        >
          {action}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
