import { ConfigReader } from '@backstage/config';
import { readMlflowConfig } from './config';

function read(server: object) {
  return readMlflowConfig(
    new ConfigReader({
      insights: { mlflow: [{ name: 'tracker', ...server }] },
    }),
  )[0];
}

describe('readMlflowConfig', () => {
  it('is empty where nothing is configured', () => {
    expect(readMlflowConfig(new ConfigReader({}))).toEqual([]);
  });

  it.each([
    ['https://mlflow.example.com/team/', 'https://mlflow.example.com/team'],
    ['http://localhost:5000', 'http://localhost:5000'],
    ['http://127.0.0.1:5000/', 'http://127.0.0.1:5000'],
  ])('takes %s', (baseUrl, expected) => {
    expect(read({ baseUrl })?.baseUrl).toBe(expected);
  });

  it.each([
    ['http://mlflow.example.com', 'must be https'],
    ['https://ann:secret@mlflow.example.com', 'holds credentials'],
    ['mlflow', 'is not a URL'],
  ])('refuses %s', (baseUrl, sentence) => {
    expect(() => read({ baseUrl })).toThrow(sentence);
  });

  it('knows basic and bearer, and not both', () => {
    const baseUrl = 'https://m.example.com';
    const basic = { username: 'ann', password: 'pw' };
    expect(read({ baseUrl, auth: { basic } })?.authorization).toBe(
      'Basic YW5uOnB3',
    );
    expect(read({ baseUrl, auth: { bearer: 't' } })?.authorization).toBe(
      'Bearer t',
    );
    expect(() => read({ baseUrl, auth: { basic, bearer: 't' } })).toThrow(
      'keep one',
    );
  });

  it('names every wrong key at once', () => {
    expect(() =>
      read({
        baseUrl: 'ftp://x',
        since: 'yesterday',
        schedule: { frequencySeconds: 1 },
      }),
    ).toThrow(/since.*baseUrl|frequencySeconds.*/s);
  });
});
