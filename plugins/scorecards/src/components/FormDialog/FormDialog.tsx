import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { messageOf } from '@mli/plugin-ml-platform-react';
import { FormEvent, ReactNode } from 'react';
import styles from './FormDialog.module.css';

export interface FormDialogProps {
  title: string;
  /** What the button says that sends it. */
  action: string;
  /** False while something needed is missing. */
  isComplete: boolean;
  /** The request that the form makes. */
  request: { isPending: boolean; isError: boolean; error: unknown };
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog: its fields, what went wrong below them, and two buttons. */
export function FormDialog(props: FormDialogProps) {
  const { title, action, isComplete, request, onSubmit, onClose } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog isOpen onOpenChange={open => !open && onClose()} width={520}>
      <form onSubmit={submit}>
        <DialogHeader>{title}</DialogHeader>
        <DialogBody>
          <div className={styles.fields}>
            {props.children}
            {request.isError && (
              <Alert status="danger" icon title={messageOf(request.error)} />
            )}
          </div>
        </DialogBody>
        <DialogFooter>
          <Button
            type="submit"
            variant="primary"
            isPending={request.isPending}
            isDisabled={!isComplete || request.isPending}
          >
            {action}
          </Button>
          <Button variant="secondary" onPress={onClose}>
            Cancel
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
