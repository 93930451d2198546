import { adoptionStatus } from './adoptionStatus';

const eligible = { eligible: true };

describe('adoptionStatus', () => {
  // docs/metrics.md, section 5: one line a declared state, one column an observed one.
  const observed = [
    'none',
    'trial',
    'adopted',
    'declining',
    'lapsed',
    'unknown',
  ] as const;
  const table = {
    none: [
      'not-started',
      'seen-not-declared',
      'seen-not-declared',
      'seen-not-declared',
      'churned',
      'cannot-tell',
    ],
    evaluating: [
      'planned',
      'onboarding',
      'in-use',
      'in-use',
      'stalled',
      'cannot-tell',
    ],
    adopted: [
      'declared-not-seen',
      'onboarding',
      'in-use',
      'in-use',
      'churned',
      'cannot-tell',
    ],
    declined: [
      'declined',
      'seen-not-declared',
      'seen-not-declared',
      'seen-not-declared',
      'declined',
      'declined',
    ],
  } as const;
  const cells = (
    ['none', 'evaluating', 'adopted', 'declined'] as const
  ).flatMap(declared =>
    observed.map((seen, column) => ({
      declared,
      seen,
      status: table[declared][column],
    })),
  );

  it.each(cells)('declared $declared and observed $seen is $status', cell => {
    expect(adoptionStatus(cell.declared, cell.seen, eligible)).toBe(
      cell.status,
    );
  });

  it.each([
    { days: 27, expectedDays: undefined, status: 'onboarding' },
    { days: 28, expectedDays: undefined, status: 'stalled' },
    { days: 28, expectedDays: 9, status: 'stalled' },
    { days: 29, expectedDays: 10, status: 'onboarding' },
    { days: 30, expectedDays: 10, status: 'stalled' },
  ])(
    'evaluating since $days days with $expectedDays expected is $status',
    ({ days, expectedDays, status }) => {
      expect(
        adoptionStatus('evaluating', 'trial', {
          ...eligible,
          daysOnboarding: days,
          expectedDays,
        }),
      ).toBe(status);
    },
  );

  it.each([
    ['none', 'cannot-tell'],
    ['evaluating', 'cannot-tell'],
    ['adopted', 'cannot-tell'],
    ['declined', 'declined'],
  ] as const)(
    'tells nothing about a hidden team that declared %s',
    (declared, status) => {
      expect(adoptionStatus(declared, 'hidden', eligible)).toBe(status);
    },
  );

  it('does not ask a team outside the audience to start', () => {
    const outside = { eligible: false };
    expect(adoptionStatus('none', 'none', outside)).toBe('not-applicable');
    expect(adoptionStatus('none', 'adopted', outside)).toBe(
      'seen-not-declared',
    );
    expect(adoptionStatus('adopted', 'none', outside)).toBe(
      'declared-not-seen',
    );
  });
});
