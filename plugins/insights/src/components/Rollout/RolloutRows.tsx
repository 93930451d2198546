import { ButtonLink, Link } from '@backstage/ui';
import {
  formatCounted,
  formatDate,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { drawHref, rolloutHref } from '../../model/studies';
import { useTitles } from '../../query/queries';
import { useRollouts } from '../../query/studies';
import parts from '../StudyParts/StudyParts.module.css';

export interface RolloutRowsProps {
  readonly offering?: string;
  /** Whether the viewer may draw one. */
  readonly mayDraw: boolean;
}

/** The orders of adoption that were drawn, and the way to a new one. */
export function RolloutRows({ offering, mayDraw }: RolloutRowsProps) {
  const rollouts = useRollouts();
  const titleOf = useTitles();
  const shown = (rollouts.data ?? []).filter(
    each => offering === undefined || each.offering === offering,
  );
  if (shown.length === 0 && !mayDraw) return null;
  return (
    <SectionCard
      title="Drawn orders"
      description="Where chance decides who starts first, a study knows sooner and may say what caused what."
      actions={
        mayDraw ? (
          <ButtonLink
            size="small"
            variant="secondary"
            href={drawHref(offering)}
          >
            Draw an order
          </ButtonLink>
        ) : undefined
      }
      flush
    >
      <ul className={parts.list}>
        {shown.length === 0 && (
          <li className={parts.row}>
            <p className={`${parts.sentence} ${parts.quiet}`}>None yet.</p>
          </li>
        )}
        {shown.map(rollout => (
          <li key={rollout.id} className={parts.row}>
            <div className={parts.what}>
              <Link href={rolloutHref(rollout.id)} className={parts.name}>
                {titleOf(rollout.offering)}
              </Link>
              <p className={`${parts.sentence} ${parts.quiet}`}>
                {`${formatCounted(rollout.assignments.length + rollout.hiddenTeams, 'team')}, drawn ${formatDate(rollout.createdAt)} with the seed ${rollout.seed}.`}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </SectionCard>
  );
}
