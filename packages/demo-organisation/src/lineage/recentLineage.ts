import { DEFAULT_SEED } from '../activity/generateActivity';
import { HOUR, MINUTE, SECOND } from '../activity/calendar';
import { drawActor, jobOf } from '../activity/identity';
import { draw, drawPart } from '../activity/Mixture';
import { EVALUATION, TRAINING } from '../activity/models';
import {
  AdoptionHistory,
  ADOPTION_HISTORIES,
  uptakeIn,
} from '../adoption/history';
import { ComponentPlan } from '../organisation/components/components';
import { DemoTeam, demoOrganisation } from '../organisation/demoOrganisation';
import { Random } from '../random/Random';

const PRODUCER =
  'https://github.com/OpenLineage/OpenLineage/tree/1.40.1/client/python';
const SPEC = 'https://openlineage.io/spec';

/** One OpenLineage run event, as the HTTP transport posts it. */
export interface LineageEvent {
  readonly eventType: 'START' | 'RUNNING' | 'COMPLETE' | 'FAIL' | 'ABORT';
  readonly eventTime: string;
  readonly producer: string;
  readonly schemaURL: string;
  readonly run: { readonly runId: string; readonly facets: object };
  readonly job: {
    readonly namespace: string;
    readonly name: string;
    readonly facets: object;
  };
  readonly inputs: readonly object[];
  readonly outputs: readonly object[];
}

const RUNS = 42;
const SPAN = 9 * HOUR;

/**
 * About a hundred events of the last hours, as Trainer and Eval Suite send them live: starts, signs of life and
 * ends, with ownership and tags. Some runs are still going.
 */
export function recentLineage(now: Date, seed = DEFAULT_SEED): LineageEvent[] {
  const teams = demoOrganisation().teams;
  const events = Array.from({ length: RUNS }, (_, index) => {
    const random = Random.of(seed, 'lineage', now.toISOString(), index);
    return eventsOfRun(random.pick(teams), now.getTime(), random);
  }).flat();
  return events.sort((a, b) => (a.eventTime < b.eventTime ? -1 : 1));
}

function eventsOfRun(team: DemoTeam, now: number, random: Random) {
  const evaluates = random.chance(0.35);
  const type = evaluates ? 'evaluation-suite' : 'training-pipeline';
  const candidates = team.components.filter(
    component => component.type === type,
  );
  const component = candidates.length ? random.pick(candidates) : undefined;
  if (!component) return [];
  const model = evaluates ? EVALUATION : TRAINING;
  const submitted = now - SPAN * random.uniform();
  const queueSeconds = Math.min(draw(model.queue, random), 2 * 3600);
  const started = submitted + queueSeconds * SECOND;
  const part = random.chance(0.5) ? model.run.short : model.run.long;
  const ended = started + Math.max(drawPart(part, random), 5) * SECOND;
  const run = runOf(team, component, submitted, random);
  const outcome = random.weighted([
    ['COMPLETE', 0.78],
    ['FAIL', 0.14],
    ['ABORT', 0.08],
  ] as const);
  const beat = started + 20 * MINUTE;
  const moments: [LineageEvent['eventType'], number][] = [['START', started]];
  if (beat < ended) moments.push(['RUNNING', beat]);
  moments.push([outcome, ended]);
  return moments
    .filter(([, time]) => time <= now)
    .map(([eventType, time]) => toEvent(run, eventType, time));
}

interface LineageRun {
  readonly runId: string;
  readonly namespace: string;
  readonly name: string;
  readonly runFacets: object;
  readonly jobFacets: object;
  readonly input: string;
  readonly output: string;
}

function runOf(
  team: DemoTeam,
  component: ComponentPlan,
  submitted: number,
  random: Random,
): LineageRun {
  const evaluates = component.type === 'evaluation-suite';
  const used = (offering: string) =>
    ADOPTION_HISTORIES.some(
      (history: AdoptionHistory) =>
        history.team === team.name &&
        history.offering === offering &&
        uptakeIn(history, 0) === 'team',
    );
  const namespace = evaluates
    ? `${used('eval-suite') ? 'evalsuite' : 'evalscripts'}.own.${team.name}`
    : `${used('elastic-queue') ? 'elastic' : 'batch'}.${
        used('trainer') ? 'trainer' : 'scripts'
      }.${team.name}`;
  const { job, repository } = jobOf(
    component,
    evaluates ? 'evaluate' : 'train',
  );
  const [member] = random.shuffled(team.members);
  const tags = [
    ['stage', evaluates ? 'evaluation' : 'training'],
    ['run_class', evaluates ? 'evaluation' : 'full'],
    ['trigger', 'human'],
    ['submitted_at', new Date(submitted).toISOString()],
    ...(member ? [['actor', drawActor(member, random)]] : []),
    ...(used('feature-cache') && !evaluates
      ? [['offering', 'feature-cache']]
      : []),
  ].map(([key, value]) => ({ key, value, source: 'USER' }));
  const dataset = component.name.split('-')[0] ?? component.name;
  return {
    runId: uuid(random),
    namespace,
    name: job,
    runFacets: {
      processing_engine: facet('1-1-1/ProcessingEngineRunFacet', {
        version: '2.9.1',
        name: 'pytorch',
      }),
      tags: facet('1-0-0/TagsRunFacet', { tags }),
    },
    jobFacets: {
      ownership: facet('1-0-1/OwnershipJobFacet', {
        owners: [{ name: `team:${team.name}`, type: 'MAINTAINER' }],
      }),
      jobType: facet('2-0-3/JobTypeJobFacet', {
        processingType: 'BATCH',
        integration: 'PYTORCH',
        jobType: 'JOB',
      }),
      sourceCodeLocation: facet('1-0-1/SourceCodeLocationJobFacet', {
        type: 'git',
        url: repository,
        repoUrl: repository,
        version: hex(random, 10),
      }),
    },
    input: `${team.name}/${dataset}`,
    output: `${team.name}/${component.name}`,
  };
}

function toEvent(
  run: LineageRun,
  eventType: LineageEvent['eventType'],
  time: number,
): LineageEvent {
  const ended = eventType !== 'START' && eventType !== 'RUNNING';
  const failure = {
    errorMessage: facet('1-0-1/ErrorMessageRunFacet', {
      message: 'The training process ended with exit code 1',
      programmingLanguage: 'python',
    }),
  };
  return {
    eventType,
    // Python's isoformat: microseconds and an explicit zone
    eventTime: new Date(time).toISOString().replace('Z', '000+00:00'),
    producer: PRODUCER,
    schemaURL: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
    run: {
      runId: run.runId,
      facets: { ...run.runFacets, ...(eventType === 'FAIL' ? failure : {}) },
    },
    job: { namespace: run.namespace, name: run.name, facets: run.jobFacets },
    inputs: [{ namespace: 's3://norrvik-datasets', name: run.input }],
    outputs: ended
      ? [{ namespace: 's3://norrvik-models', name: run.output }]
      : [],
  };
}

function facet(path: string, fields: object): object {
  const name = path.split('/')[1] ?? path;
  return {
    _producer: PRODUCER,
    _schemaURL: `${SPEC}/facets/${path}.json#/$defs/${name}`,
    ...fields,
  };
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.integer(0, 15).toString(16)).join(
    '',
  );
}

function uuid(random: Random): string {
  const digits = hex(random, 30);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-a${digits.slice(15, 18)}-${digits.slice(18, 30)}`;
}
