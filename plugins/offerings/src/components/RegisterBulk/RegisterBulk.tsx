import { useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Checkbox, Link, TextAreaField } from '@backstage/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BulkResponse } from '@mli/plugin-offerings-common';
import {
  ErrorState,
  formatCounted,
  LoadingState,
  MliPage,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { registerApiRef } from '../../api/RegisterApi';
import { REGISTER_KEY, useRegisterScope } from '../../register/queries';
import { BulkRows } from './BulkRows';
import styles from './RegisterBulk.module.css';

const EXAMPLE = `name,type,owner,title,offerings,jobs,repositories
lane-net-training,training-pipeline,lanes,Lane net training,trainer; feature-store,perception/lanes-train-*,https://git.example.com/lanes/net
lane-eval,evaluation-suite,lanes,Lane evaluation,eval-suite,perception/lanes-eval-*,`;

/** Many components from one file; first a trial run, then for real. */
export function RegisterBulk() {
  const api = useApi(registerApiRef);
  const queries = useQueryClient();
  const scope = useRegisterScope();
  const [content, setContent] = useState('');
  const [format, setFormat] = useState<'csv' | 'yaml'>('csv');
  const [change, setChange] = useState(false);
  const [acceptDuplicates, setAcceptDuplicates] = useState(false);
  const [answer, setAnswer] = useState<BulkResponse>();
  const input = useRef<HTMLInputElement>(null);

  const run = useMutation({
    mutationFn: (dryRun: boolean) =>
      api.bulk({
        content,
        format,
        dryRun,
        onExisting: change ? 'change' : 'refuse',
        acceptDuplicates,
        ...(scope.data?.teams.length === 1
          ? { owner: scope.data.teams[0]?.ref }
          : {}),
      }),
    onSuccess: done => {
      setAnswer(done);
      if (!done.dryRun) queries.invalidateQueries({ queryKey: REGISTER_KEY });
    },
  });
  /** What was found out is of another file, or of other rules, now. */
  const forget = () => {
    setAnswer(undefined);
    run.reset();
  };
  const write = (text: string) => {
    setContent(text);
    forget();
  };
  const read = async (file: File | undefined) => {
    if (!file) return;
    setFormat(/\.ya?ml$/i.test(file.name) ? 'yaml' : 'csv');
    write(await file.text());
  };
  const willDo =
    answer?.dryRun === true
      ? answer.counts.registered + answer.counts.changed
      : 0;
  return (
    <MliPage
      title="Register many from a file"
      subtitle="CSV with a heading, or YAML: a list of components or catalog-info documents. Sending the same file again makes nothing twice."
    >
      <SectionCard title="The file">
        <div className={styles.form}>
          <div className={styles.buttons}>
            <Button variant="secondary" onPress={() => input.current?.click()}>
              Choose a file
            </Button>
            <input
              ref={input}
              type="file"
              hidden
              accept=".csv,.tsv,.yaml,.yml,text/csv,application/yaml"
              aria-label="File"
              onChange={event => read(event.target.files?.[0])}
            />
            <Button variant="tertiary" onPress={() => write(EXAMPLE)}>
              Fill in an example
            </Button>
          </div>
          <TextAreaField
            label="Or paste it"
            description="Several values in one field of a CSV are written with ; between them."
            value={content}
            rows={8}
            onChange={text => {
              setFormat(looksLikeYaml(text) ? 'yaml' : 'csv');
              write(text);
            }}
          />
          <p className={styles.hint}>Read as {format.toUpperCase()}.</p>
          <Checkbox
            isSelected={change}
            onChange={chosen => {
              setChange(chosen);
              forget();
            }}
          >
            Change what is registered already and differs
          </Checkbox>
          <Checkbox
            isSelected={acceptDuplicates}
            onChange={chosen => {
              setAcceptDuplicates(chosen);
              forget();
            }}
          >
            Overlapping patterns are meant so
          </Checkbox>
          <div className={styles.buttons}>
            <Button
              variant={willDo > 0 ? 'secondary' : 'primary'}
              isDisabled={!content.trim() || run.isPending}
              onPress={() => run.mutate(true)}
            >
              Try without saving
            </Button>
            {willDo > 0 && (
              <Button
                variant="primary"
                isDisabled={run.isPending}
                onPress={() => run.mutate(false)}
              >
                {`Save ${formatCounted(willDo, 'row')}`}
              </Button>
            )}
          </div>
        </div>
      </SectionCard>
      {run.isPending && <LoadingState label="Looking at every row" />}
      {run.error && (
        <ErrorState error={run.error} title="The file was not taken" />
      )}
      {answer && <BulkRows answer={answer} />}
      {answer && !answer.dryRun && (
        <p className={styles.hint}>
          <Link href="/register/mine">See what is registered</Link>
        </p>
      )}
    </MliPage>
  );
}

function looksLikeYaml(text: string): boolean {
  return /^\s*(?:---|- |#|apiVersion:|registrations:|name:\s)/.test(text);
}
