import { Link } from '@backstage/ui';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  AdoptionStateIcon,
  entityHref,
  formatCounted,
  formatDate,
  formatPeople,
  formatShare,
} from '@mli/plugin-ml-platform-react';
import { isDeclining, nextStepOf } from '../../model/adoptionStatus';
import styles from './AdoptionRowDetail.module.css';

const RULES: Record<string, string> = {
  explicit: 'the run names it itself',
  'component-pattern': 'a pattern of a component of the team',
  'actor-membership': 'who ran it is a member of this team alone',
  'offering-telemetry': "the offering's own telemetry matched",
};

const SAID: Record<AdoptionRow['declared'], string> = {
  none: 'nothing',
  evaluating: 'it is trying it out',
  adopted: 'it uses it',
  declined: 'it does not want it',
};

const SHOWN: Record<AdoptionRow['observed'], string> = {
  unknown: 'cannot be told',
  none: 'no use',
  trial: 'first use',
  adopted: 'regular use',
  declining: 'use by fewer than before',
  lapsed: 'use that ended',
  'not-applicable': 'no runs of the team at all',
  hidden: 'hidden: fewer than 5 people',
};

export interface AdoptionRowDetailProps {
  row: AdoptionRow;
  title: (ref: string) => string;
}

/** Why a team stands where it stands with an offering: what it says, what its runs show, by which rule. */
export function AdoptionRowDetail({ row, title }: AdoptionRowDetailProps) {
  return (
    <div className={styles.detail}>
      <p className={styles.title}>
        <Link href={entityHref(row.team)}>{title(row.team)}</Link>
        {' · '}
        <Link href={entityHref(row.offering)}>{title(row.offering)}</Link>
      </p>
      <p className={styles.state}>
        <AdoptionStateIcon
          status={row.status}
          detail={isDeclining(row) ? 'less than before' : undefined}
        />
        {!row.eligible && ' (outside the audience of the offering)'}
      </p>
      <p className={styles.text}>{row.evidence.sentence}</p>
      <dl className={styles.facts}>
        {factsOf(row).map(([name, fact]) => (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      {nextStepOf(row) && <p className={styles.next}>{nextStepOf(row)}.</p>}
    </div>
  );
}

function factsOf(row: AdoptionRow): Array<[name: string, fact: string]> {
  const { evidence } = row;
  const declaredIn =
    evidence.declaredBy === 'catalog' ? 'in the catalog' : 'in the portal';
  const facts: Array<[string, string | undefined]> = [
    [
      'The team says',
      evidence.declaredBy
        ? `${SAID[row.declared]}, ${declaredIn}`
        : SAID[row.declared],
    ],
    ['Its runs show', SHOWN[row.observed]],
    ['Cannot tell because', evidence.unknownCause],
    ['Adopted on', row.adoptionDate && formatDate(row.adoptionDate)],
    ['First seen', evidence.firstSeen && formatDate(evidence.firstSeen)],
    ['Last seen', evidence.lastSeen && formatDate(evidence.lastSeen)],
    [
      'Runs in 4 weeks',
      evidence.runs === undefined
        ? undefined
        : formatCounted(evidence.runs, 'run'),
    ],
    ['Active members', row.activeMembers && formatPeople(row.activeMembers)],
    [
      'Share of the team',
      row.share === undefined ? undefined : formatShare(row.share),
    ],
    ['Known because', evidence.rule && (RULES[evidence.rule] ?? evidence.rule)],
  ];
  return facts.filter(
    (fact): fact is [string, string] => fact[1] !== undefined,
  );
}
