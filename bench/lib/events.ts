import { randomUUID } from 'node:crypto';

const JOBS = 400;
const TEAMS = 28;
const PEOPLE = 300;

/**
 * OpenLineage events as a training job sends them: a start with owner, tags and code location, and an end. Runs are
 * spread over jobs, teams, people and the last five days.
 */
export function makeEvents(count: number): object[] {
  const events: object[] = [];
  const now = Date.now();
  for (let index = 0; events.length < count; index += 1) {
    const job = index % JOBS;
    const started = now - ((index * 7919) % (5 * 24 * 3600)) * 1000 - 3_600_000;
    const head = {
      producer: 'https://example.com/scheduler',
      schemaURL:
        'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    };
    const runId = randomUUID();
    events.push(
      {
        ...head,
        eventType: 'START',
        eventTime: new Date(started).toISOString(),
        run: { runId, facets: runFacets(index, started) },
        job: {
          namespace: 'training',
          name: `job-${job}`,
          facets: jobFacets(job),
        },
      },
      {
        ...head,
        eventType: 'COMPLETE',
        eventTime: new Date(started + 600_000).toISOString(),
        run: { runId },
        job: { namespace: 'training', name: `job-${job}` },
      },
    );
  }
  return events.slice(0, count);
}

const facet = { _producer: 'https://example.com/scheduler', _schemaURL: 'x' };

function runFacets(index: number, started: number): object {
  return {
    tags: {
      ...facet,
      tags: [
        { key: 'user', value: `person-${index % PEOPLE}` },
        { key: 'stage', value: 'training' },
        { key: 'gpus', value: '8' },
        {
          key: 'submitted_at',
          value: new Date(started - 60_000).toISOString(),
        },
      ],
    },
  };
}

function jobFacets(job: number): object {
  return {
    ownership: { ...facet, owners: [{ name: `team:team-${job % TEAMS}` }] },
    sourceCodeLocation: {
      ...facet,
      type: 'git',
      url: `https://git.example.com/acme/job-${job}`,
    },
  };
}
