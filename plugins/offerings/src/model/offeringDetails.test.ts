import { FEATURE_STORE, LEGACY_STORE } from '../__testUtils__/entities';
import { httpsUrl, toOfferingDetails } from './offeringDetails';

describe('toOfferingDetails', () => {
  it('reads what an offering says', () => {
    expect(toOfferingDetails(FEATURE_STORE)).toMatchObject({
      ref: 'offering:default/feature-store',
      provider: 'group:default/feature-platform',
      audience: 'Every customer team that works on training',
      improves: ['queue time in training'],
      guide: 'https://docs.example.com/feature-store',
      limits: [
        { name: 'features per team', value: '5,000' },
        { name: 'age of a value', value: '2\u00a0h' },
      ],
      serviceLevels: [
        {
          indicator: 'availability',
          promise: '99.9\u00a0%',
          window: '30\u00a0days',
        },
      ],
      dependsOn: ['resource:default/feature-db'],
      replaces: ['offering:default/legacy-store'],
      isPhasedOut: false,
    });
  });

  it('knows what is phased out, and follows no link but https', () => {
    expect(toOfferingDetails(LEGACY_STORE)).toMatchObject({
      isPhasedOut: true,
      guide: undefined,
      replacedBy: ['offering:default/feature-store'],
    });
  });

  it('stands fields of the wrong shape', () => {
    const details = toOfferingDetails({
      ...FEATURE_STORE,
      spec: {
        problem: 7,
        owner: 'group:',
        stages: 'training',
        limits: [3, { name: 'x' }],
        serviceLevels: { indicator: 'a' },
        onboarding: 'later',
        audience: [],
      },
    });
    expect(details).toMatchObject({
      problem: undefined,
      provider: undefined,
      stages: [],
      limits: [],
      serviceLevels: [],
      audience: 'Every customer team',
    });
  });
});

describe('httpsUrl', () => {
  // eslint-disable-next-line no-script-url -- that it is never a link is the point
  it.each(['http://a.example', 'javascript:1', 'ftp://a', 'a b', '', 7])(
    'refuses %s',
    value => {
      expect(httpsUrl(value)).toBeUndefined();
    },
  );
});
