import { placeAfterKey } from './useGridFocus';

const size = { rows: 3, columns: 2 };

describe('placeAfterKey', () => {
  it.each([
    ['ArrowDown', { row: 0, column: 0 }, { row: 1, column: 0 }],
    ['ArrowDown', { row: 2, column: 0 }, { row: 2, column: 0 }],
    ['ArrowUp', { row: 0, column: 1 }, { row: 0, column: 1 }],
    ['ArrowRight', { row: 1, column: 1 }, { row: 1, column: 1 }],
    ['ArrowLeft', { row: 1, column: 1 }, { row: 1, column: 0 }],
    ['Home', { row: 1, column: 1 }, { row: 1, column: 0 }],
    ['End', { row: 1, column: 0 }, { row: 1, column: 1 }],
  ])('%s', (key, from, to) => {
    expect(placeAfterKey(key, from, size)).toEqual(to);
  });

  it('leaves other keys to the browser', () => {
    expect(placeAfterKey('Tab', { row: 0, column: 0 }, size)).toBeUndefined();
  });
});
