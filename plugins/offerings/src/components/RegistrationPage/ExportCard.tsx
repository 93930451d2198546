import { useEffect, useState } from 'react';
import { Button } from '@backstage/ui';
import {
  ErrorState,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useExport } from '../../register/queries';
import styles from './RegistrationPage.module.css';

/** The same component as a file, for the day its repository describes it. */
export function ExportCard({ id, name }: { id: string; name: string }) {
  const file = useExport(id);
  const [copied, setCopied] = useState(false);
  const [href, setHref] = useState<string>();
  useEffect(() => {
    if (file.data === undefined) return undefined;
    const url = URL.createObjectURL(
      new Blob([file.data], { type: 'application/yaml' }),
    );
    setHref(url);
    return () => URL.revokeObjectURL(url);
  }, [file.data]);
  return (
    <SectionCard
      title="Move it to Git"
      description="Put this into catalog-info.yaml of its repository and import that file: Git takes over at once, and the portal says so."
      actions={
        file.data !== undefined && (
          <>
            <Button
              variant="secondary"
              onPress={async () => {
                await navigator.clipboard.writeText(file.data);
                setCopied(true);
              }}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
            <a
              className={styles.download}
              href={href}
              download={`${name}.catalog-info.yaml`}
            >
              Download
            </a>
          </>
        )
      }
    >
      {file.isPending && <LoadingState label="Writing the file" />}
      {file.error && (
        <ErrorState
          compact
          error={file.error}
          retry={() => file.refetch()}
          title="The file could not be written"
        />
      )}
      {file.data && (
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={styles.file} tabIndex={0}>
          {file.data}
        </pre>
      )}
    </SectionCard>
  );
}
