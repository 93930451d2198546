import { formatCount, formatCounted, formatShare } from './number';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatShare', () => {
  it.each([
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.0123, '1.2 %'],
    [0.0996, '10 %'],
    [0.282, '28 %'],
    [0.997, '> 99 %'],
    [1, '100 %'],
    [1.5, '150 %'],
    [-0.125, '−13 %'],
    [Number.NaN, '–'],
  ])('writes %d as %s', (ratio, expected) => {
    expect(plain(formatShare(ratio))).toBe(expected);
  });
});

describe('formatCount', () => {
  it('groups thousands and rounds', () => {
    expect(formatCount(7255)).toBe('7,255');
    expect(formatCount(0)).toBe('0');
    expect(formatCount(Number.NaN)).toBe('–');
  });

  it('names what is counted', () => {
    expect(plain(formatCounted(1, 'run'))).toBe('1 run');
    expect(plain(formatCounted(0, 'run'))).toBe('0 runs');
    expect(plain(formatCounted(2, 'study', 'studies'))).toBe('2 studies');
  });
});
