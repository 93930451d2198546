import { Link } from '@backstage/ui';
import type { AdoptionRow, Declaration } from '@mli/plugin-insights-common';
import {
  AdoptionStateIcon,
  entityHref,
  formatDate,
  HiddenValue,
  nameOfRef,
} from '@mli/plugin-ml-platform-react';
import { isDeclining } from '../../model/adoptionStatus';
import { declaredWords, holdingDeclaration } from '../../model/teamOfferings';
import { useDeclarations } from '../../query/adoptionQueries';
import { useInsightsScope } from '../../query/queries';
import styles from './GroupOfferings.module.css';

export interface OfferingUsedProps {
  row: AdoptionRow;
  title: (ref: string) => string;
  /** The provider of the offering. */
  owner: string | undefined;
}

/** One offering of a team: its name, what the team says, what is seen. */
export function OfferingUsed({ row, title, owner }: OfferingUsedProps) {
  return (
    <li className={styles.row}>
      <p className={styles.name}>
        <Link href={entityHref(row.offering)}>{title(row.offering)}</Link>
      </p>
      <div className={styles.state}>
        <AdoptionStateIcon
          status={row.status}
          detail={isDeclining(row) ? 'less than before' : undefined}
        />
        {row.observed === 'hidden' && <HiddenValue />}
      </div>
      <p className={styles.says}>
        {declaredWords(row.declared)}
        {row.declared !== 'none' && <SaidBy row={row} owner={owner} />}
      </p>
    </li>
  );
}

/** Who said it and when, for those who may know: the team, the provider, MLI leads. */
function SaidBy({ row, owner }: { row: AdoptionRow; owner?: string }) {
  const viewer = useInsightsScope().data?.viewer;
  const mayKnow =
    viewer !== undefined &&
    (viewer.isBridge ||
      viewer.teams.includes(row.team) ||
      (owner !== undefined && viewer.teams.includes(owner)));
  const { team, evidence } = row;
  // One question for the whole card: its rows share the answer.
  const said = useDeclarations(team, mayKnow);
  const holding = said.data && holdingDeclaration(row, said.data);
  return (
    <>
      {holding?.reason && ` (${holding.reason.replaceAll('-', ' ')})`}
      <span className={styles.quiet}>
        {evidence.declaredBy === 'catalog' && ', in its catalog file'}
        {holding && <WhoAndWhen said={holding} />}
        {said.isError && ', by whom and when could not be loaded'}
        {evidence.portalSays &&
          `. In the portal it ${declaredWords(evidence.portalSays)}; the catalog file wins`}
      </span>
    </>
  );
}

function WhoAndWhen({ said }: { said: Declaration }) {
  if (said.from === 'catalog') return <> since {formatDate(said.at)}</>;
  return (
    <>
      {said.by && (
        <>
          , by <Link href={entityHref(said.by)}>{nameOfRef(said.by)}</Link>
        </>
      )}
      {`, ${formatDate(said.at)}`}
    </>
  );
}
