import { Select, TextField } from '@backstage/ui';
import type { ScorecardItem } from '@mli/plugin-scorecards-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useScorecards, useStartCampaign } from '../../query/queries';
import { FormDialog } from '../FormDialog';

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
  const submit = () => {
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
    <FormDialog
      title="Start a campaign"
      action="Start"
      isComplete={complete}
      request={start}
      onSubmit={submit}
      onClose={onClose}
    >
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
    </FormDialog>
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
