import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  DialogTrigger,
  Select,
  TextField,
} from '@backstage/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Registration } from '@mli/plugin-offerings-common';
import { SectionCard } from '@mli/plugin-ml-platform-react';
import { registerApiRef } from '../../api/RegisterApi';
import { REGISTER_KEY, useRegisterScope } from '../../register/queries';
import { refusalOf } from '../../register/refusal';
import styles from './RegistrationPage.module.css';

/** Hand over, retire and its undoing. */
export function RegistrationActions(props: { registration: Registration }) {
  const { id, state, handOver } = props.registration;
  const api = useApi(registerApiRef);
  const [problem, setProblem] = useState<string>();
  const queries = useQueryClient();
  const options = {
    onSuccess: () => {
      setProblem(undefined);
      return queries.invalidateQueries({ queryKey: REGISTER_KEY });
    },
    onError: (error: unknown) => setProblem(refusalOf(error).message),
  };
  const retire = useMutation({ mutationFn: () => api.retire(id), ...options });
  const restore = useMutation({
    mutationFn: () => api.restore(id),
    ...options,
  });
  return (
    <SectionCard
      title="Change hands or retire"
      description={
        state === 'active'
          ? 'Retiring takes it out of the catalog; nothing is forgotten, and it can be undone.'
          : undefined
      }
    >
      <div className={styles.buttons}>
        {state === 'active' && !handOver && (
          <HandOverDialog registration={props.registration} />
        )}
        {state === 'active' && (
          <Button
            variant="secondary"
            isDisabled={retire.isPending}
            onPress={() => retire.mutate()}
          >
            Retire
          </Button>
        )}
        {state !== 'active' && (
          <Button
            variant="secondary"
            isDisabled={restore.isPending}
            onPress={() => restore.mutate()}
          >
            {state === 'retired'
              ? 'Restore'
              : 'Take it back into the portal, if the file has gone'}
          </Button>
        )}
      </div>
      <p className={styles.problem} role="alert">
        {problem}
      </p>
    </SectionCard>
  );
}

function HandOverDialog({ registration }: { registration: Registration }) {
  const api = useApi(registerApiRef);
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [to, setTo] = useState('');
  const [message, setMessage] = useState('');
  const [problem, setProblem] = useState<string>();
  const scope = useRegisterScope();
  const ask = useMutation({
    mutationFn: () => api.handOver(registration.id, to, message),
    onSuccess: () => {
      setOpen(false);
      return queries.invalidateQueries({ queryKey: REGISTER_KEY });
    },
    onError: error => setProblem(refusalOf(error).message),
  });
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button variant="secondary">Hand over to another team</Button>
      <Dialog>
        <DialogHeader>Hand over {registration.fields.name}</DialogHeader>
        <DialogBody>
          <div className={styles.dialog}>
            <p className={styles.text}>
              The other team accepts or declines; until then it stays yours.
            </p>
            <Select
              label="To"
              placeholder="Choose a team"
              options={(scope.data?.handOverTo ?? [])
                .filter(({ ref }) => ref !== registration.fields.owner)
                .map(({ ref, title }) => ({ id: ref, label: title }))}
              search={{ placeholder: 'Find a team' }}
              value={to}
              onChange={key => setTo(String(key))}
            />
            <TextField
              label="A word to them"
              value={message}
              onChange={setMessage}
              maxLength={500}
            />
            <p className={styles.problem} role="alert">
              {problem}
            </p>
          </div>
        </DialogBody>
        <DialogFooter>
          <Button
            variant="primary"
            isDisabled={!to || ask.isPending}
            onPress={() => ask.mutate()}
          >
            Ask them
          </Button>
          <Button variant="secondary" slot="close">
            Cancel
          </Button>
        </DialogFooter>
      </Dialog>
    </DialogTrigger>
  );
}
