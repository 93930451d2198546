import { entityHref, nameOfRef } from './entity';

describe('entity refs', () => {
  it('have a name and a page', () => {
    expect(nameOfRef('group:default/lanes')).toBe('lanes');
    expect(nameOfRef('group:lanes')).toBe('lanes');
    expect(nameOfRef('lanes')).toBe('lanes');
    expect(entityHref('offering:default/feature-store')).toBe(
      '/catalog/default/offering/feature-store',
    );
  });

  it('have no page when they are not full', () => {
    expect(entityHref('lanes')).toBeUndefined();
    expect(entityHref('group:default/a/../b')).toBeUndefined();
  });
});
