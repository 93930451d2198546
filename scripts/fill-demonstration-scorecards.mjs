/**
 * What people of the demonstration organisation did about their scorecards: tests they attest, exemptions they ask for,
 * campaigns. Each is done by somebody who may do it. It waits until the scorecards are evaluated, and leaves alone what
 * somebody has done already: a repeated start changes nothing.
 */
import { portalApi, signedInAs } from './lib/portalApi.mjs';

const PATIENCE_MS = 10 * 60_000;
const BETWEEN_MS = 10_000;
const DAY_MS = 86_400_000;

/** Points of the seven tests of each section (0 not done, 0.5 by hand, 1 automated), and days until they end. */
const ATTESTED = [
  {
    entity: 'component:default/lane-net',
    days: 180,
    points: {
      data: [1, 1, 0.5, 1, 1, 0.5, 1],
      model: [1, 1, 0.5, 0.5, 1, 1, 0],
      infrastructure: [1, 1, 1, 1, 0.5, 0.5, 1],
      monitoring: [1, 1, 0.5, 1, 0, 0.5, 0],
    },
  },
  {
    entity: 'component:default/light-net',
    days: 120,
    points: {
      data: [1, 0.5, 0, 1, 1, 0, 0.5],
      model: [1, 0.5, 0.5, 0, 1, 0.5, 0],
      infrastructure: [0.5, 1, 0.5, 1, 0, 0, 0.5],
      monitoring: [0.5, 0.5, 0, 0.5, 0, 0, 0],
    },
  },
  {
    entity: 'component:default/track-net',
    days: 12,
    points: {
      data: [1, 0.5, 0.5, 1, 1, 0, 1],
      model: [1, 0, 0.5, 0, 0.5, 0.5, 0],
      infrastructure: [1, 1, 0, 0.5, 0, 0, 0.5],
      monitoring: [0, 0, 0, 0, 0, 0, 0],
    },
  },
];

const EVIDENCE = new Map([
  [0, 'Not done; on the list for the next quarter.'],
  [0.5, 'Done by hand before the last release, notes in the release document.'],
  [1, 'A job of the nightly build checks it and stops the release.'],
]);

const EXEMPTIONS = [
  {
    team: 'model-delivery',
    request: {
      entity: 'offering:default/shadow-drive',
      scorecard: 'scorecard:default/offering-readiness',
      check: 'starts-in-a-week',
      reason:
        'The safety review of a new team takes a week by itself, and it stays.',
      days: 90,
    },
    decidedBy: 'mli',
    decision: {
      decision: 'approved',
      note: 'Agreed until the review is shorter; the plan is due in spring.',
    },
  },
  {
    team: 'simulation-platform',
    request: {
      entity: 'offering:default/simulation-farm',
      scorecard: 'scorecard:default/offering-readiness',
      check: 'starts-in-a-week',
      reason: 'The sixth day goes when maps are shared, in about two months.',
      days: 60,
    },
  },
  {
    team: 'camera-objects',
    request: {
      entity: 'component:default/far-vehicles',
      scorecard: 'scorecard:default/component-maturity',
      check: 'says-what-it-uses',
      reason: 'It moves to another team next month.',
      days: 45,
    },
    decidedBy: 'developer-experience',
    decision: {
      decision: 'denied',
      note: 'It is one line, and the next team will be glad to find it.',
    },
  },
];

const CAMPAIGNS = [
  {
    title: 'Every pipeline says what it uses',
    description:
      'One line in each component, so that providers know whom a change concerns.',
    scorecard: 'scorecard:default/component-maturity',
    checks: ['says-what-it-uses'],
    deadlineDays: 35,
  },
  {
    title: 'First pass of the ML tests for everything in production',
    description:
      'Attest what is tested already; most teams have more than they think.',
    scorecard: 'scorecard:default/ml-test-readiness',
    level: 'first-pass',
    audience: { 'spec.lifecycle': 'production' },
    startDays: 14,
    deadlineDays: 100,
  },
];

await untilEvaluated();
for (const attested of ATTESTED) await attest(attested);
const asked = await portalApi('/scorecards/exemptions');
if (asked?.items.length === 0) {
  for (const exemption of EXEMPTIONS) await askForExemption(exemption);
}
const begun = await portalApi('/scorecards/campaigns');
if (begun?.items.length === 0) {
  const manager = await memberOf('developer-experience');
  for (const { startDays, deadlineDays, ...campaign } of CAMPAIGNS) {
    await manager?.('/scorecards/campaigns', {
      ...campaign,
      ...(startDays && { startsAt: inDays(startDays) }),
      deadline: inDays(deadlineDays),
    });
  }
}

async function untilEvaluated() {
  const until = Date.now() + PATIENCE_MS;
  const needed = new Set(
    [...EXEMPTIONS.map(({ request }) => request), ...CAMPAIGNS].map(
      ({ scorecard }) => scorecard,
    ),
  );
  while (Date.now() < until) {
    const known = await portalApi('/scorecards/scorecards');
    // The portal was stopped: nothing to wait for.
    if (!known) process.exit(0);
    const evaluated = known.items.filter(({ evaluatedAt }) => evaluatedAt);
    if ([...needed].every(ref => evaluated.some(item => item.ref === ref))) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, BETWEEN_MS));
  }
}

async function attest({ entity, days, points }) {
  const known = await portalApi(
    `/scorecards/attestations?entity=${encodeURIComponent(entity)}`,
  );
  const tests = known?.items.filter(({ section }) => section) ?? [];
  if (tests.some(test => test.points !== undefined)) return;
  const [owned] =
    (
      await portalApi(
        `/scorecards/levels?scorecard=ml-test-readiness&entity=${encodeURIComponent(entity)}`,
      )
    )?.items ?? [];
  if (!owned?.team) return;
  const member = await memberOf(owned.team.split('/').at(-1));
  await member?.('/scorecards/attestations', {
    entity,
    items: Object.entries(points).flatMap(([section, ofTests]) =>
      tests
        .filter(test => test.section === section)
        .map(({ topic }, index) => ({
          topic,
          points: ofTests[index],
          evidence: EVIDENCE.get(ofTests[index]),
          until: inDays(days),
        })),
    ),
  });
}

async function askForExemption({ team, request, decidedBy, decision }) {
  const { days, ...rest } = request;
  const member = await memberOf(team);
  const exemption = await member?.('/scorecards/exemptions', {
    ...rest,
    until: inDays(days),
  });
  if (!exemption || !decidedBy) return;
  const owner = await memberOf(decidedBy);
  await owner?.(`/scorecards/exemptions/${exemption.id}/decision`, decision);
}

/** Speaks for a team: a function that posts as one of its members. */
async function memberOf(team) {
  const people = await portalApi(
    `/catalog/entities/by-query?filter=kind=user,relations.memberof=group:default/${team}&fields=metadata.name&limit=1`,
  );
  const name = people?.items[0]?.metadata.name;
  return name && signedInAs(`user:default/${name}`);
}

function inDays(days) {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
