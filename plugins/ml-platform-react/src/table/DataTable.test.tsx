import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DataTable } from './DataTable';
import { sortRows } from './sortRows';

interface Team {
  name: string;
  wait?: number;
}

const teams: Team[] = [
  { name: 'Lanes', wait: 2 },
  { name: 'Hidden team' },
  { name: 'Signs', wait: 10 },
  { name: 'Maps', wait: 0 },
];

function show(rows = teams) {
  render(
    <DataTable
      caption="How long teams wait"
      rows={rows}
      rowKey={team => team.name}
      empty={<p>No team yet</p>}
      columns={[
        {
          id: 'name',
          label: 'Team',
          cell: team => team.name,
          sortValue: team => team.name,
        },
        {
          id: 'wait',
          label: 'Wait',
          align: 'end',
          cell: team => team.wait ?? 'hidden',
          sortValue: team => team.wait,
        },
        { id: 'next', label: 'Next step', cell: () => 'ask' },
      ]}
    />,
  );
}

const order = () =>
  screen.getAllByRole('rowheader').map(cell => cell.textContent);

describe('DataTable', () => {
  it('sorts numbers largest first, turns round, and keeps absent values last', async () => {
    const user = userEvent.setup();
    show();
    expect(order()).toEqual(['Lanes', 'Hidden team', 'Signs', 'Maps']);
    await user.click(screen.getByRole('button', { name: 'Wait' }));
    expect(order()).toEqual(['Signs', 'Lanes', 'Maps', 'Hidden team']);
    expect(screen.getByRole('columnheader', { name: 'Wait' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    await user.click(screen.getByRole('button', { name: 'Wait' }));
    expect(order()).toEqual(['Maps', 'Lanes', 'Signs', 'Hidden team']);
  });

  it('can be read and scrolled by keyboard', async () => {
    const user = userEvent.setup();
    show();
    await user.tab();
    expect(
      screen.getByRole('region', { name: 'How long teams wait' }),
    ).toHaveFocus();
    const table = screen.getByRole('table', { name: 'How long teams wait' });
    expect(within(table).getAllByRole('row')).toHaveLength(5);
    expect(
      screen.getByRole('columnheader', { name: 'Next step' }),
    ).not.toHaveAttribute('aria-sort');
  });

  it('says what will be here when there is nothing', () => {
    show([]);
    expect(screen.getByText('No team yet')).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });
});

describe('sortRows', () => {
  it('leaves its input as it was and orders words as people do', () => {
    const rows = ['run 10', 'run 9', 'Run 1'];
    expect(sortRows(rows, row => row, 'ascending')).toEqual([
      'Run 1',
      'run 9',
      'run 10',
    ]);
    expect(rows).toEqual(['run 10', 'run 9', 'Run 1']);
  });
});
