import { eventShape, eventStudy } from './eventStudy';
import { NEVER, Slot } from './imputation/windows';
import { Random } from './permutation/random';

/** Onsets 4 periods before the dates, one adopter a date from `first` on. */
function slotsFrom(first: number, adopters = 8): Slot[] {
  return Array.from({ length: 2 * adopters }, (_, i) =>
    i < adopters ? { onset: first + i - 4, date: first + i } : NEVER,
  );
}

function noise(units: number, periods: number) {
  const random = new Random(4);
  const values = Float64Array.from({ length: units * periods }, () =>
    random.normal(),
  );
  return { units, periods, values };
}

describe('eventStudy', () => {
  it('shows as many leads as five adopters have, with periods before them to be fitted on', () => {
    const leads = (slots: Slot[]) => eventShape(slots).leads;
    expect(leads(slotsFrom(30))).toBe(4);
    // The fourth latest of 8 onsets is 4 periods after the first; 5 of them have 12 periods or more.
    expect(leads(slotsFrom(13))).toBe(2);
    expect(leads(slotsFrom(5))).toBe(0);
    expect(leads(slotsFrom(30, 4))).toBe(0);

    const slots = slotsFrom(13);
    const points = eventStudy({ grid: noise(16, 26), slots });
    if (!points.ok) throw new Error(points.sentence);
    expect(points.value.map(({ from }) => from)).toEqual([-8, -4, 0, 4, 8]);
  });

  it('takes the default for what is not given and refuses shapes without end', () => {
    const input = { grid: noise(16, 60), slots: slotsFrom(30) };
    const given = { width: 4, lags: undefined };
    expect(eventStudy(input, given)).toEqual(eventStudy(input));
    for (const shape of [
      { leads: Infinity },
      { lags: -1 },
      { width: 0 },
      { width: NaN },
      { leastUnits: 0 },
    ]) {
      expect(eventStudy(input, shape)).toMatchObject({
        ok: false,
        reason: 'invalid-input',
      });
    }
  });
});
