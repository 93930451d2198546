import { Button, Link, Select, TextField } from '@backstage/ui';
import type { StudyProposal } from '@mli/plugin-insights-common';
import {
  AnswerSentence,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { nextMondays } from '../../model/mondays';
import { rolloutHref } from '../../model/studies';
import { useTitles } from '../../query/queries';
import {
  useDrawRollout,
  useStudies,
  useStudyProposals,
} from '../../query/studies';
import { errorText } from '../StudyParts/errorText';
import styles from './Rollout.module.css';
import { StartFields } from './StartFields';

export interface Start {
  readonly monday: string;
  readonly places: string;
}

const FIRST_STARTS = 3;
const WEEKS_BETWEEN = 2;
const LARGEST_SEED = 0x7fffffff;

/** Draws at random, within strata, which teams start when. What is drawn is stored and cannot be drawn away. */
export function DrawRollout({ offering }: { offering?: string }) {
  const navigate = useNavigate();
  const titleOf = useTitles();
  const studies = useStudies({});
  const proposals = useStudyProposals();
  const draw = useDrawRollout();
  const [chosen, setChosen] = useState(offering);
  const [seed, setSeed] = useState('');
  const [starts, setStarts] = useState<readonly Start[]>(() =>
    nextMondays(new Date(), FIRST_STARTS, WEEKS_BETWEEN).map(monday => ({
      monday,
      places: '4',
    })),
  );
  if (studies.isPending || proposals.isPending) {
    return <LoadingState label="Loading offerings" rows={4} />;
  }
  const offerings = offeringsOf(proposals.data ?? [], [
    ...(offering ? [offering] : []),
    ...(studies.data ?? []).map(study => study.offering),
  ]);
  const isComplete =
    chosen !== undefined &&
    starts.every(({ monday, places }) => monday && Number(places) >= 1) &&
    (seed === '' || isSeed(seed));
  const submit = () => {
    if (chosen === undefined) return;
    draw.mutate(
      {
        offering: chosen,
        starts: starts.map(({ monday, places }) => ({
          monday,
          places: Number(places),
        })),
        ...(seed !== '' && { seed: Number(seed) }),
      },
      { onSuccess: drawn => navigate(rolloutHref(drawn.id)) },
    );
  };
  return (
    <>
      <Link href="/offerings/impact">All studies</Link>
      <AnswerSentence note="Who starts first differs from who starts last in more than the offering, unless chance decides. Only of a drawn order may a study say that the offering caused what it found.">
        Let chance decide which teams start first.
      </AnswerSentence>
      <SectionCard title="Draw the order of adoption">
        <div className={styles.form}>
          <Select
            label="Offering"
            isRequired
            options={offerings.map(ref => ({
              value: ref,
              label: titleOf(ref),
            }))}
            value={chosen ?? null}
            onChange={key => setChosen(key === null ? undefined : `${key}`)}
          />
          <p className={styles.quiet}>
            The order is drawn among the teams the offering is meant for that
            have not begun, within groups of one department and a similar size.
            Who gets no place is the comparison.
          </p>
          <StartFields starts={starts} onChange={setStarts} />
          <TextField
            label="Seed"
            description="Optional: a whole number agreed on before, a date for example. The same seed gives the same order; it is stored with it."
            inputMode="numeric"
            value={seed}
            onChange={setSeed}
            isInvalid={seed !== '' && !isSeed(seed)}
          />
          {draw.isError && (
            <p role="alert" className={styles.error}>
              {errorText(draw.error)}
            </p>
          )}
          <div className={styles.buttons}>
            <Button
              variant="primary"
              isDisabled={!isComplete}
              isPending={draw.isPending}
              onPress={submit}
            >
              Draw and store the order
            </Button>
          </div>
        </div>
      </SectionCard>
    </>
  );
}

function isSeed(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) <= LARGEST_SEED;
}

/** What the viewer may register studies of, and what the link named. */
function offeringsOf(
  proposals: readonly StudyProposal[],
  others: readonly string[],
): string[] {
  const own = proposals.filter(({ mayRegister }) => mayRegister);
  return [
    ...new Set([...own.map(proposal => proposal.offering), ...others]),
  ].sort();
}
