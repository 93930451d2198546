import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Radio,
  RadioGroup,
  Select,
  TextField,
} from '@backstage/ui';
import type {
  PatternPreview,
  PatternRequest,
  UnattributedJob,
} from '@mli/plugin-insights-common';
import {
  DataTable,
  ErrorState,
  formatCount,
  formatCounted,
  LoadingState,
} from '@mli/plugin-ml-platform-react';
import { useDeferredValue, useState } from 'react';
import { useInsightsScope } from '../../query/queries';
import { useAddPattern, usePatternPreview } from '../../query/sourceQueries';
import styles from './SourcesPage.module.css';

export interface AddPatternProps {
  job: UnattributedJob;
  onClose: () => void;
}

const FEWEST_LITERALS = 3;

/** Asks whose jobs of a name are, and shows before anything is saved which jobs and how many runs that moves. */
export function AddPattern({ job, onClose }: AddPatternProps) {
  const [glob, setGlob] = useState(`${job.namespace}/${job.job}`);
  const [kind, setKind] = useState<'team' | 'component'>('team');
  const [team, setTeam] = useState('');
  const [component, setComponent] = useState('');
  const [reason, setReason] = useState('');
  const scope = useInsightsScope();
  const add = useAddPattern();
  const whose = kind === 'team' ? team : component.trim();
  const request: PatternRequest | undefined =
    whose && glob.trim().replaceAll('*', '').length >= FEWEST_LITERALS
      ? { source: job.source, glob: glob.trim(), [kind]: whose }
      : undefined;
  const save = () =>
    request &&
    add.mutate(
      { ...request, ...(reason.trim() && { reason: reason.trim() }) },
      { onSuccess: onClose },
    );
  return (
    <Dialog isOpen onOpenChange={isOpen => !isOpen && onClose()} width={640}>
      <DialogHeader>Whose are these jobs?</DialogHeader>
      <DialogBody>
        <div className={styles.form}>
          <TextField
            label="Jobs"
            description={`Namespace and name as ${job.source} sends them; * stands for any characters.`}
            value={glob}
            onChange={setGlob}
          />
          <RadioGroup
            label="They belong to"
            orientation="horizontal"
            value={kind}
            onChange={value =>
              setKind(value === 'component' ? 'component' : 'team')
            }
          >
            <Radio value="team">a team</Radio>
            <Radio value="component">a component</Radio>
          </RadioGroup>
          {kind === 'team' ? (
            <Select
              label="Team"
              searchable
              options={(scope.data?.units ?? [])
                .map(unit => ({ value: unit.ref, label: unit.title }))
                .toSorted((a, b) => a.label.localeCompare(b.label))}
              value={team || null}
              onChange={value => setTeam(String(value ?? ''))}
            />
          ) : (
            <TextField
              label="Component"
              description="Its name in the catalog; its owner and stage come with it."
              value={component}
              onChange={setComponent}
            />
          )}
          <TextField
            label="How you know (optional)"
            value={reason}
            onChange={setReason}
          />
          <Preview request={request} />
          {add.isError && <ErrorState error={add.error} compact />}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button
          variant="primary"
          isDisabled={!request}
          isPending={add.isPending}
          onPress={save}
        >
          Add the pattern
        </Button>
        <Button variant="secondary" onPress={onClose}>
          Cancel
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Preview({ request }: { request: PatternRequest | undefined }) {
  const asked = useDeferredValue(request);
  const preview = usePatternPreview(asked);
  return (
    <div className={styles.preview} role="status">
      {!asked && (
        <span className={styles.quiet}>
          {`Say whose they are, with at least ${FEWEST_LITERALS} characters beside *, to see what changes.`}
        </span>
      )}
      {asked && preview.isPending && (
        <LoadingState label="Looking what matches" layout="sentence" />
      )}
      {preview.isError && <ErrorState error={preview.error} compact />}
      {preview.data && <Effect preview={preview.data} />}
    </div>
  );
}

function Effect({ preview }: { preview: PatternPreview }) {
  return (
    <>
      <strong>{effectSentence(preview)}</strong>
      {preview.items.length > 0 && (
        <DataTable
          caption="Jobs that match"
          maxHeight={180}
          columns={[
            {
              id: 'job',
              label: 'Job',
              cell: row => `${row.namespace}/${row.job}`,
            },
            {
              id: 'runs',
              label: 'Runs',
              align: 'end',
              cell: row => formatCount(row.runs),
            },
            {
              id: 'attributed',
              label: 'Get a team',
              align: 'end',
              cell: row => formatCount(row.attributed),
            },
          ]}
          rows={preview.items}
          rowKey={row => JSON.stringify([row.source, row.namespace, row.job])}
        />
      )}
    </>
  );
}

export function effectSentence(preview: PatternPreview): string {
  if (preview.jobs === 0) {
    return 'No job of this name has run yet; what comes will be theirs.';
  }
  const matched = `${formatCounted(preview.jobs, 'job')} with ${formatCounted(preview.runs, 'run')} match:`;
  const parts = [
    `${formatCount(preview.attributed)} get a team, with their past`,
    preview.moved > 0 &&
      `${formatCount(preview.moved)} belong to another team, whose later runs move`,
    preview.kept > 0 && `${formatCount(preview.kept)} stay where they are`,
  ].filter(Boolean);
  return `${matched} ${parts.join('; ')}.`;
}
