import { plainRepository } from './plainRepository';

describe('plainRepository', () => {
  it.each([
    'https://git.example.com/acme/lanes',
    'https://git.example.com/acme/lanes.git',
    'http://git.example.com:8080/acme/lanes',
    'ssh://git@git.example.com:22/acme/lanes.git',
    'git@git.example.com:acme/lanes.git',
    'git.example.com/acme/lanes',
  ])('%s', url => {
    expect(plainRepository(url)).toBe('git.example.com/acme/lanes');
  });

  it.each([
    ['https://git.example.com/acme/*', 'git.example.com/acme/*'],
    ['*/lanes', '*/lanes'],
    ['', ''],
    ['acme/a@b', 'acme/a@b'],
  ])('leaves the rest of %s', (glob, plain) => {
    expect(plainRepository(glob)).toBe(plain);
  });
});
