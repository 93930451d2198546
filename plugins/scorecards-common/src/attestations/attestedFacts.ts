import type { FactSchema } from '../facts/FactSchema';
import {
  ML_TEST_SCORE,
  ML_TEST_SECTIONS,
  ML_TESTS,
  sectionFact,
} from './mlTests';

/** What somebody has said about an entity, and until when it counts. */
export interface Attestation {
  readonly entity: string;
  readonly topic: string;
  /** 0 not done; 0.5 done by hand and written up; 1 automated and repeated. */
  readonly points: number;
  readonly evidence: string;
  readonly attestedBy: string;
  readonly attestedAt: Date;
  /** Exclusive. */
  readonly until: Date;
}

/** A fact that follows from attestations. */
export interface AttestedFact {
  readonly entity: string;
  readonly fact: string;
  readonly value: number;
  /** Left out: true now, by what is attested now. */
  readonly observedAt?: Date;
  readonly validUntil: Date;
}

const KINDS = ['component', 'group', 'offering', 'system'];

export const ATTESTED_FACTS: readonly FactSchema[] = [
  ...ML_TESTS.map(({ topic, section, title }) => ({
    id: topic,
    title: `"${title}"`,
    description: `Attested by the team (ML test score, ${section}): 0 not done, 0.5 by hand and written up, 1 automated.`,
  })),
  ...ML_TEST_SECTIONS.map(section => ({
    id: sectionFact(section),
    title: `points for ${section} tests`,
    description: `Sum of the seven ${section} tests that are attested and have not ended, 0 to 7.`,
  })),
  {
    id: ML_TEST_SCORE,
    title: 'ML test score',
    description: 'The smallest of the four sections, after Breck et al. 2017.',
  },
  {
    id: 'attested.*',
    title: 'attested',
    description:
      'Anything a team attests about an entity, such as attested.runbook: 0, 0.5 or 1 until it ends.',
  },
].map(fact => ({
  ...fact,
  type: 'number' as const,
  unit: 'points',
  kinds: KINDS,
  visibility: 'catalog' as const,
}));

/** The facts that follow from the attestations of any number of entities at one moment. */
export function factsOfAttestations(
  attestations: readonly Attestation[],
  now: Date,
): AttestedFact[] {
  const facts: AttestedFact[] = [];
  const ofEntity = new Map<string, Attestation[]>();
  for (const attestation of attestations) {
    const { entity, topic, points, attestedAt, until } = attestation;
    facts.push({
      entity,
      fact: topic,
      value: points,
      observedAt: attestedAt,
      validUntil: until,
    });
    if (topic.startsWith('attested.ml_test.')) {
      const known = ofEntity.get(entity) ?? [];
      known.push(attestation);
      ofEntity.set(entity, known);
    }
  }
  for (const [entity, all] of ofEntity) {
    facts.push(...sumsOf(entity, all, now));
  }
  return facts;
}

function sumsOf(
  entity: string,
  all: readonly Attestation[],
  now: Date,
): AttestedFact[] {
  const inForce = all.filter(({ until }) => until > now);
  if (inForce.length === 0) {
    // all have ended: the sums of the last moment they held, so that they show as stale and not as unknown
    const last = new Date(Math.max(...all.map(({ until }) => until.getTime())));
    return last.getTime() > 0 && all.length > 0
      ? sumsOf(entity, all, new Date(last.getTime() - 1)).map(fact => ({
          ...fact,
          validUntil: last,
        }))
      : [];
  }
  const sums = ML_TEST_SECTIONS.map(section => {
    const own = inForce.filter(({ topic }) =>
      topic.startsWith(`${sectionFact(section)}.`),
    );
    return {
      fact: sectionFact(section),
      value: own.reduce((sum, { points }) => sum + points, 0),
    };
  });
  const score = Math.min(...sums.map(({ value }) => value));
  // a sum is recomputed when one of its parts ends, with the next collection
  const validUntil = new Date(
    Math.max(...inForce.map(({ until }) => until.getTime())),
  );
  return [...sums, { fact: ML_TEST_SCORE, value: score }].map(fact => ({
    entity,
    ...fact,
    validUntil,
  }));
}
