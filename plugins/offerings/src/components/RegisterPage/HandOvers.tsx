import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Link } from '@backstage/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { HandOver } from '@mli/plugin-offerings-common';
import { nameOfRef, SectionCard } from '@mli/plugin-ml-platform-react';
import { registerApiRef } from '../../api/RegisterApi';
import { REGISTER_KEY, useHandOvers } from '../../register/queries';
import { refusalOf } from '../../register/refusal';
import styles from './RegisterPage.module.css';

const WORDS = { accept: 'Accept', decline: 'Decline', withdraw: 'Withdraw' };

/** Hand-overs that wait for somebody; nothing where there are none. */
export function HandOvers() {
  const handOvers = useHandOvers();
  const waiting = (handOvers.data ?? []).filter(
    ({ youMay }) => youMay.length > 0,
  );
  if (waiting.length === 0) return null;
  return (
    <SectionCard title="Waiting for an answer">
      <ul className={styles.handOvers}>
        {waiting.map(handOver => (
          <WaitingHandOver key={handOver.id} handOver={handOver} />
        ))}
      </ul>
    </SectionCard>
  );
}

export function WaitingHandOver({ handOver }: { handOver: HandOver }) {
  const api = useApi(registerApiRef);
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string>();
  const decide = useMutation({
    mutationFn: (decision: HandOver['youMay'][number]) =>
      api.decide(handOver.id, decision),
    onSuccess: () => queries.invalidateQueries({ queryKey: REGISTER_KEY }),
    onError: error => setProblem(refusalOf(error).message),
  });
  const { registration, from, to, message } = handOver;
  return (
    <li className={styles.handOver}>
      <p>
        <strong>{nameOfRef(from)}</strong> would like to hand{' '}
        <Link href={`/register/registrations/${registration.id}`}>
          {registration.title ?? nameOfRef(registration.ref)}
        </Link>{' '}
        over to <strong>{nameOfRef(to)}</strong>.{message && ` “${message}”`}
      </p>
      <div className={styles.buttons}>
        {handOver.youMay.map(decision => (
          <Button
            key={decision}
            variant={decision === 'accept' ? 'primary' : 'secondary'}
            isDisabled={decide.isPending}
            onPress={() => decide.mutate(decision)}
          >
            {WORDS[decision]}
          </Button>
        ))}
      </div>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </li>
  );
}
