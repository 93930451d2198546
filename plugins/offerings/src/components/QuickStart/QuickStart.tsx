import { Button } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import styles from './QuickStart.module.css';

const SAID_FOR_MS = 4000;

/** Commands to copy as they stand. */
export function QuickStart({ code }: { code: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();

  useEffect(() => {
    if (!outcome) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setOutcome('copied');
    } catch {
      // A browser may refuse the clipboard; the text can still be selected.
      setOutcome('refused');
    }
  };
  return (
    <div className={styles.box}>
      <pre className={styles.code}>
        <code>{code}</code>
      </pre>
      <div className={styles.actions}>
        <Button
          size="small"
          variant="secondary"
          iconStart={
            outcome === 'copied' ? <RiCheckLine /> : <RiFileCopyLine />
          }
          onPress={copy}
        >
          {outcome === 'copied' ? 'Copied' : 'Copy'}
        </Button>
        <span role="status" className={styles.said}>
          {outcome === 'refused' &&
            'The browser does not allow copying. Select the text instead.'}
        </span>
      </div>
    </div>
  );
}
