import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  DialogTrigger,
  Link,
} from '@backstage/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ImportedFile } from '@mli/plugin-offerings-common';
import {
  entityHref,
  formatCounted,
  nameOfRef,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { registerApiRef } from '../../api/RegisterApi';
import { REGISTER_KEY, useImportedFiles } from '../../register/queries';
import { refusalOf } from '../../register/refusal';
import styles from './RegisterPage.module.css';

const MOST_NAMES = 5;

/** Files in Git that the catalog reads for the viewer's teams; nothing where there are none. */
export function ImportedFiles() {
  const files = useImportedFiles();
  if (!files.data || files.data.length === 0) return null;
  return (
    <SectionCard
      title="Imported from Git"
      description="The catalog reads these files again every few minutes; what they describe is changed there."
    >
      <ul className={styles.handOvers}>
        {files.data.map(file => (
          <Imported key={file.id} file={file} />
        ))}
      </ul>
    </SectionCard>
  );
}

function Imported({ file }: { file: ImportedFile }) {
  const { url, entities, owners, canRemove } = file;
  return (
    <li className={styles.handOver}>
      <p>
        <span className={styles.address}>{url}</span>
        <br />
        {entities.slice(0, MOST_NAMES).map((ref, index) => (
          <span key={ref}>
            {index > 0 && ', '}
            <Link href={entityHref(ref)}>{nameOfRef(ref)}</Link>
          </span>
        ))}
        {entities.length > MOST_NAMES &&
          ` and ${entities.length - MOST_NAMES} more`}
      </p>
      {canRemove ? (
        <RemoveDialog file={file} />
      ) : (
        <p className={styles.aside}>
          Also describes what is not yours ({owners.map(nameOfRef).join(', ')});
          MLI leads can remove it.
        </p>
      )}
    </li>
  );
}

function RemoveDialog({ file }: { file: ImportedFile }) {
  const api = useApi(registerApiRef);
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();
  const remove = useMutation({
    mutationFn: () => api.removeImportedFile(file.id),
    onSuccess: () => {
      setOpen(false);
      return queries.invalidateQueries({ queryKey: REGISTER_KEY });
    },
    onError: error => setProblem(refusalOf(error).message),
  });
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button variant="secondary">Remove</Button>
      <Dialog>
        <DialogHeader>Stop reading this file?</DialogHeader>
        <DialogBody>
          <p>
            {formatCounted(file.entities.length, 'entry', 'entries')} will leave
            the catalog: {file.entities.map(nameOfRef).join(', ')}. The file
            itself stays as it is and can be imported again.
          </p>
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        </DialogBody>
        <DialogFooter>
          <Button
            variant="primary"
            destructive
            isDisabled={remove.isPending}
            onPress={() => remove.mutate()}
          >
            Remove from the catalog
          </Button>
          <Button variant="secondary" slot="close">
            Cancel
          </Button>
        </DialogFooter>
      </Dialog>
    </DialogTrigger>
  );
}
