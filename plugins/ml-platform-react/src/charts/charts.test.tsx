import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HeatMap } from './HeatMap';
import type { HeatMapCell } from './HeatMapCellView';
import { heatScale } from './heatScale';
import { QuantileBandChart } from './QuantileBandChart';
import { Sparkline, sparklinePath } from './Sparkline';

const rows = [
  { id: 'lanes', name: 'Lanes' },
  { id: 'signs', name: 'Signs' },
];
const columns = [
  { id: 'training', name: 'training' },
  { id: 'evaluation', name: 'evaluation' },
];
const cells: Record<string, HeatMapCell> = {
  'lanes/training': { status: 'ok', value: 5, description: '5 h, 320 runs' },
  'lanes/evaluation': {
    status: 'hidden',
    description: 'hidden: fewer than 5 people',
  },
  'signs/training': { status: 'ok', value: 0, description: '0 h, 40 runs' },
  'signs/evaluation': { status: 'not-available', description: 'not available' },
};

function showHeatMap(onPress?: () => void) {
  render(
    <HeatMap
      caption="Waiting by team and stage"
      rows={rows}
      columns={columns}
      cell={(row, column) =>
        cells[`${row.id}/${column.id}`] ?? {
          status: 'not-available',
          description: 'unknown',
        }
      }
      format={value => `${value} h`}
      onPress={onPress}
    />,
  );
  return screen.getByRole('grid', { name: 'Waiting by team and stage' });
}

describe('HeatMap', () => {
  it('says each cell in words and keeps zero, hidden and not available apart', () => {
    const grid = showHeatMap();
    const texts = within(grid)
      .getAllByRole('gridcell')
      .map(cell => [cell.getAttribute('aria-label'), cell.textContent]);
    expect(texts).toEqual([
      ['Lanes, training: 5 h, 320 runs', '5 h'],
      ['Lanes, evaluation: hidden: fewer than 5 people', ''],
      ['Signs, training: 0 h, 40 runs', '0 h'],
      ['Signs, evaluation: not available', ''],
    ]);
  });

  it('is one stop of the tab key, walked with arrows and opened with enter', async () => {
    const user = userEvent.setup();
    const onPress = jest.fn();
    showHeatMap(onPress);
    await user.tab();
    expect(
      screen.getByRole('gridcell', { name: /Lanes, training/ }),
    ).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}{ArrowUp}');
    expect(
      screen.getByRole('gridcell', { name: /Lanes, evaluation/ }),
    ).toHaveFocus();
    expect(
      screen.getByText('Lanes, evaluation: hidden: fewer than 5 people'),
    ).toBeInTheDocument();
    await user.keyboard('{Enter}');
    expect(onPress).toHaveBeenCalledWith(rows[0], columns[1]);
  });
});

describe('heatScale', () => {
  it('starts at zero, so that a small value looks small', () => {
    expect(
      heatScale([{ value: 90 }, { value: 100 }], 'sequential'),
    ).toMatchObject({ min: 0, max: 100 });
  });

  it('is symmetric when it diverges, so that neutral is no difference', () => {
    const scale = heatScale([{ value: -0.1 }, { value: 0.4 }], 'diverging');
    expect(scale).toMatchObject({ min: -0.4, max: 0.4 });
    expect(scale.colours(0).background).toBe('var(--mli-div-3)');
  });

  it('has colours even for nothing', () => {
    expect(heatScale([{}], 'sequential').steps).toHaveLength(7);
  });
});

describe('QuantileBandChart', () => {
  const points = [
    { week: '2026-05-04', status: 'ok', n: 100, p50: 120, p75: 300, p90: 900 },
    { week: '2026-05-11', status: 'hidden', reason: 'Fewer than 5 people' },
  ] as const;

  it('is described in words and says the same as a table', async () => {
    const user = userEvent.setup();
    render(
      <QuantileBandChart title="Queue time of Lanes by week" points={points} />,
    );
    const figure = await screen.findByRole('figure', {
      name: 'Queue time of Lanes by week',
    });
    expect(figure).toHaveTextContent('p50 2 min in W19');
    expect(figure).toHaveTextContent('1 of 2 weeks have no number.');
    await user.click(screen.getByRole('button', { name: 'Show as table' }));
    const table = await screen.findByRole('table', {
      name: 'Queue time of Lanes by week',
    });
    const [, first, second] = within(table).getAllByRole('row');
    expect(first).toHaveTextContent('2026-W191002 min5 min15 min');
    expect(second).toHaveTextContent('2026-W20hidden');
  });
});

describe('Sparkline', () => {
  it('starts a new piece after a gap', () => {
    expect(sparklinePath([1, 2, undefined, 4], 100, 24)).toMatch(
      /^M\S+ \S+ L\S+ \S+ M\S+ \S+$/,
    );
    expect(sparklinePath([], 100, 24)).toBe('');
  });

  it('is read out', () => {
    render(<Sparkline values={[1, 2]} label="p50 by week, 1 h to 2 h" />);
    expect(
      screen.getByRole('img', { name: 'p50 by week, 1 h to 2 h' }),
    ).toBeInTheDocument();
  });
});
