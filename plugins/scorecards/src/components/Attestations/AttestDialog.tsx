import { Radio, RadioGroup, TextField } from '@backstage/ui';
import type { AttestationTopic } from '@mli/plugin-scorecards-common';
import { useState } from 'react';
import { dayFromNow } from '../../model/dayFromNow';
import { useAttest } from '../../query/queries';
import { FormDialog } from '../FormDialog';

const POINTS_OF_CHOICE: Readonly<Record<string, 0 | 1>> = { '0': 0, '1': 1 };

/** Half a year: what was true of a test is worth another look by then. */
const USUAL_DAYS = 182;

interface AttestDialogProps {
  entity: string;
  topic: AttestationTopic;
  onClose: () => void;
}

/** What the team says about one test: how far it is, where that can be seen, and until when it is to be believed. */
export function AttestDialog({ entity, topic, onClose }: AttestDialogProps) {
  const [points, setPoints] = useState(String(topic.points ?? 0.5));
  const [evidence, setEvidence] = useState(topic.evidence ?? '');
  const [until, setUntil] = useState(() => dayFromNow(USUAL_DAYS));
  const attest = useAttest();
  const complete =
    evidence.trim().length >= 3 && /^\d{4}-\d{2}-\d{2}$/.test(until);
  const save = () =>
    attest.mutate(
      {
        entity,
        items: [
          {
            topic: topic.topic,
            points: POINTS_OF_CHOICE[points] ?? 0.5,
            evidence: evidence.trim(),
            until,
          },
        ],
      },
      { onSuccess: onClose },
    );
  return (
    <FormDialog
      title={topic.title}
      action="Attest"
      isComplete={complete}
      request={attest}
      onSubmit={save}
      onClose={onClose}
    >
      <RadioGroup label="It is" value={points} onChange={setPoints}>
        <Radio value="0">not done</Radio>
        <Radio value="0.5">done by hand and written up</Radio>
        <Radio value="1">automated and repeated</Radio>
      </RadioGroup>
      <TextField
        label="Evidence"
        description="Where somebody else can see it: a link or a sentence."
        value={evidence}
        onChange={setEvidence}
      />
      <TextField
        label="Ends on"
        description="A day, at most a year ahead; then somebody looks again."
        placeholder="YYYY-MM-DD"
        value={until}
        onChange={setUntil}
      />
    </FormDialog>
  );
}
