import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Select,
  TextField,
} from '@backstage/ui';
import { messageOf } from '@mli/plugin-ml-platform-react';
import type { ScorecardItem } from '@mli/plugin-scorecards-common';
import { FormEvent, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useScorecards, useStartCampaign } from '../../query/queries';
import styles from './CampaignDialog.module.css';

const SHORTEST_TITLE = 3;

/** Starts a campaign on a scorecard: one level or one check, for everything the scorecard applies to. */
export function CampaignDialog({ onClose }: { onClose: () => void }) {
  const scorecards = useScorecards();
  const start = useStartCampaign();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [ref, setRef] = useState<string>();
  const [goal, setGoal] = useState<string>();
  const [deadline, setDeadline] = useState('');
  const chosen = scorecards.data?.find(one => one.ref === ref);
  const complete =
    title.trim().length >= SHORTEST_TITLE &&
    chosen !== undefined &&
    goal !== undefined &&
    /^\d{4}-\d{2}-\d{2}$/.test(deadline);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!chosen || !goal) return;
    const [kind, name = ''] = goal.split(' ');
    start.mutate(
      {
        title: title.trim(),
        description: description.trim(),
        scorecard: chosen.ref,
        ...(kind === 'level' ? { level: name } : { checks: [name] }),
        deadline,
      },
      { onSuccess: ({ id }) => navigate(`/scorecards/campaigns/${id}`) },
    );
  };
  return (
    <Dialog isOpen onOpenChange={open => !open && onClose()} width={520}>
      <form onSubmit={submit}>
        <DialogHeader>Start a campaign</DialogHeader>
        <DialogBody>
          <div className={styles.fields}>
            <TextField label="Title" value={title} onChange={setTitle} />
            <TextField
              label="Why"
              description="What teams read when they ask why now."
              value={description}
              onChange={setDescription}
            />
            <Select
              label="Scorecard"
              placeholder="Choose one"
              options={(scorecards.data ?? []).map(one => ({
                value: one.ref,
                label: one.title,
              }))}
              value={ref ?? null}
              onChange={value => {
                setRef(String(value));
                setGoal(undefined);
              }}
            />
            {chosen && (
              <Select
                label="To reach"
                placeholder="A level or a check"
                options={goalsOf(chosen)}
                value={goal ?? null}
                onChange={value => setGoal(String(value))}
              />
            )}
            <TextField
              label="Deadline"
              description="A day; teams are reminded a week and a day before."
              placeholder="YYYY-MM-DD"
              value={deadline}
              onChange={setDeadline}
            />
            {start.isError && (
              <Alert status="danger" icon title={messageOf(start.error)} />
            )}
          </div>
        </DialogBody>
        <DialogFooter>
          <Button
            type="submit"
            variant="primary"
            isPending={start.isPending}
            isDisabled={!complete || start.isPending}
          >
            Start
          </Button>
          <Button variant="secondary" onPress={onClose}>
            Cancel
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

function goalsOf({ levels, checks }: ScorecardItem) {
  return [
    ...levels.map(({ name, title }) => ({
      value: `level ${name}`,
      label: `Level: ${title}`,
    })),
    ...checks.map(({ id, title }) => ({
      value: `check ${id}`,
      label: `Check: ${title}`,
    })),
  ];
}
