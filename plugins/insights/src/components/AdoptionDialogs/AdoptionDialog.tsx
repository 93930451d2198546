import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { errorText } from '../../model/errorText';
import { FormEvent, ReactNode } from 'react';
import styles from './AdoptionDialog.module.css';

export interface AdoptionDialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  submitLabel: string;
  isPending: boolean;
  isDisabled?: boolean;
  error: unknown;
  onSubmit: () => void;
  children: ReactNode;
}

/** A short form: what it does in its title, what went wrong above its buttons. */
export function AdoptionDialog(props: AdoptionDialogProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <Dialog
      isOpen={props.isOpen}
      onOpenChange={open => !open && props.onClose()}
      width={520}
    >
      <form onSubmit={submit} className={styles.form}>
        <DialogHeader>{props.title}</DialogHeader>
        <DialogBody>
          <div className={styles.fields}>
            {props.children}
            {props.error ? (
              <Alert status="danger" icon title={errorText(props.error)} />
            ) : null}
          </div>
        </DialogBody>
        <DialogFooter>
          <Button
            type="submit"
            variant="primary"
            isPending={props.isPending}
            isDisabled={props.isDisabled || props.isPending}
          >
            {props.submitLabel}
          </Button>
          <Button variant="secondary" onPress={props.onClose}>
            Cancel
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
