import { OrganisationAttributor } from './OrganisationAttributor';
import {
  ANN,
  BOB,
  CY,
  ORGANISATION,
  subject,
} from '../../__testUtils__/attributionOrganisation';
import { AttributionDecision, AttributionSubject } from './types';

const attributor = new OrganisationAttributor(ORGANISATION);

function decide(fields: Partial<AttributionSubject>): AttributionDecision {
  const [decision] = attributor.decide([subject(fields)]);
  return decision!;
}

const short = (ref: string) => ref.replace(/^.*\//, '');

type Row = [
  what: string,
  subject: Partial<AttributionSubject>,
  team: string,
  component: string,
  stage: string,
];

describe('team, component and stage', () => {
  it.each<Row>([
    ['nothing known', {}, ' none', ' none', ' none'],
    [
      'said team',
      { saidTeam: 'signs', namespace: 'airflow', name: 'lane-1' },
      'signs explicit',
      'lane-trainer component-pattern',
      'training component-pattern',
    ],
    [
      'said as a ref',
      { saidTeam: 'Group:Default/Signs' },
      'signs explicit',
      ' none',
      ' none',
    ],
    [
      'said as a URN',
      { saidTeam: 'team:signs' },
      'signs explicit',
      ' none',
      ' none',
    ],
    [
      'a longer URN',
      { saidTeam: 'urn:acme:team:signs' },
      'signs explicit',
      ' none',
      ' none',
    ],
    [
      'the only one of that name elsewhere',
      { saidTeam: 'maps' },
      'maps explicit',
      ' none',
      ' none',
    ],
    [
      'said component: its owner, explicitly',
      { saidComponent: 'sign-dataset' },
      'signs explicit',
      'sign-dataset explicit',
      'data explicit',
    ],
    [
      'said component goes before patterns',
      { saidComponent: 'sign-dataset', namespace: 'airflow', name: 'lane-1' },
      'signs explicit',
      'sign-dataset explicit',
      'data explicit',
    ],
    [
      'pattern of a job',
      { namespace: 'airflow', name: 'lane-1' },
      'lanes component-pattern',
      'lane-trainer component-pattern',
      'training component-pattern',
    ],
    [
      'the longer pattern',
      { namespace: 'airflow', name: 'lane-nightly-1' },
      'lanes component-pattern',
      'lane-nightly component-pattern',
      'training component-pattern',
    ],
    [
      'patterns are case-sensitive',
      { namespace: 'Airflow', name: 'lane-1' },
      ' none',
      ' none',
      ' none',
    ],
    [
      'pattern of an experiment',
      { experiment: 'signs-v2' },
      'signs component-pattern',
      'sign-dataset component-pattern',
      'data component-pattern',
    ],
    [
      'pattern of a repository, .git or not',
      { repository: 'https://git.example.com/signs/data.git' },
      'signs component-pattern',
      'sign-dataset component-pattern',
      'data component-pattern',
    ],
    [
      'a job says more than a repository',
      {
        namespace: 'airflow',
        name: 'lane-1',
        repository: 'https://git.example.com/signs/data',
      },
      'lanes component-pattern',
      'lane-trainer component-pattern',
      'training component-pattern',
    ],
    [
      'claimed by two components of two teams: by neither',
      { namespace: 'twin', name: 'x' },
      ' none',
      ' none',
      ' none',
    ],
    [
      'claimed by two teams: the actor decides',
      { namespace: 'twin', name: 'x', actorHash: CY },
      'signs actor-membership',
      ' none',
      ' none',
    ],
    [
      'claimed by two components of one team',
      { namespace: 'pair', name: 'x' },
      'signs component-pattern',
      ' none',
      ' none',
    ],
    [
      'a component whose owner the catalog does not have',
      { namespace: 'orphan', name: 'x', actorHash: CY },
      'signs actor-membership',
      'orphan component-pattern',
      'training component-pattern',
    ],
    [
      'a component without a stage',
      { namespace: 'notes', name: 'x' },
      'signs component-pattern',
      'notes component-pattern',
      ' none',
    ],
    [
      'a member of one customer team',
      { actorHash: ANN },
      'lanes actor-membership',
      ' none',
      ' none',
    ],
    [
      'a member of two customer teams',
      { actorHash: BOB },
      ' none',
      ' none',
      ' none',
    ],
    ['somebody unknown', { actorHash: 'dd' }, ' none', ' none', ' none'],
    [
      'pattern goes before membership',
      { namespace: 'airflow', name: 'lane-1', actorHash: CY },
      'lanes component-pattern',
      'lane-trainer component-pattern',
      'training component-pattern',
    ],
  ])('%s', (_, fields, team, component, stage) => {
    const decision = decide(fields);
    expect({
      team: `${short(decision.team)} ${decision.teamRule}`,
      component: `${short(decision.component)} ${decision.componentRule}`,
      stage: `${decision.stage} ${decision.stageRule}`,
    }).toEqual({ team, component, stage });
  });
});

describe('offerings', () => {
  it.each<[string, Partial<AttributionSubject>, string[], string]>([
    ['none', {}, [], ' none'],
    [
      'by telemetry of a kind of source; its only stage is the stage',
      { namespace: 'feast-prod' },
      ['feature-store offering-telemetry'],
      'features offering-telemetry',
    ],
    [
      'by telemetry of a named source; one of two stages is no stage',
      { sourceName: 'cluster', name: 'lane-train' },
      ['trainer offering-telemetry'],
      ' none',
    ],
    ['another source of that kind', { name: 'lane-train' }, [], ' none'],
    [
      'by type of event',
      {
        sourceKind: 'cloudevents',
        eventTypes: ['x', 'com.example.trainer.started'],
      },
      ['trainer offering-telemetry'],
      ' none',
    ],
    [
      'a type is needed and none known',
      { sourceKind: 'cloudevents' },
      [],
      ' none',
    ],
    [
      'the union of all rules, each once with its first rule',
      {
        namespace: 'feast',
        saidOfferings: ['queue', 'offering:default/feature-store'],
      },
      ['feature-store explicit', 'queue explicit'],
      ' none',
    ],
    [
      'the stage of a component goes first',
      { namespace: 'feast', saidComponent: 'sign-dataset' },
      ['feature-store offering-telemetry'],
      'data explicit',
    ],
  ])('%s', (_, fields, offerings, stage) => {
    const decision = decide(fields);
    expect(
      decision.offerings.map(o => `${short(o.offering)} ${o.rule}`),
    ).toEqual(offerings);
    expect(`${decision.stage} ${decision.stageRule}`).toBe(stage);
  });

  it('are recognised only on sources granted to their provider', () => {
    const on = (groups: string[]) =>
      new OrganisationAttributor(ORGANISATION, {
        grantedTo: new Map([['lineage', groups]]),
      }).decide([subject({ namespace: 'feast' })])[0]!;

    expect(on(['group:default/feature-platform']).offerings).toHaveLength(1);
    expect(on(['group:default/mli']).offerings).toHaveLength(1);
    const refused = on(['group:default/training-team']);
    expect(refused.offerings).toEqual([]);
    expect(refused.note).toBe(
      'offering:default/feature-store has a matcher for it, but the source lineage is not granted to its provider.',
    );
  });
});

describe('notes', () => {
  it('say what was named and is not in the catalog, and the other rules go on', () => {
    const decision = decide({
      saidTeam: 'nobody',
      saidComponent: 'nothing',
      saidOfferings: ['magic', 'queue'],
      namespace: 'airflow',
      name: 'lane-1',
    });
    expect(decision).toMatchObject({
      team: 'group:default/lanes',
      component: 'component:default/lane-trainer',
      offerings: [{ offering: 'offering:default/queue', rule: 'explicit' }],
      note: [
        `It names the component 'nothing', which the catalog does not have.`,
        `It names the team 'nobody', which the catalog does not have.`,
        `It names the offering 'magic', which the catalog does not have.`,
      ].join(' '),
    });
  });

  it('say which components claim the same', () => {
    expect(decide({ namespace: 'twin', name: 'x' }).note).toBe(
      'Patterns of 2 components claim it equally: component:default/twin-a, component:default/twin-b.',
    );
  });

  it('are absent where everything could be followed', () => {
    expect(decide({ saidTeam: 'lanes' })).not.toHaveProperty('note');
  });
});
