import { ConfigReader } from '@backstage/config';
import { readSignInConfig } from './signInConfig';

const people = [{ user: 'user:default/ada', title: 'Ada' }];

describe('readSignInConfig', () => {
  it.each([
    ['a company account where nothing is said', {}, { mode: 'oidc' }],
    [
      'a choice of people where there are some',
      { auth: { providers: { demo: { people } } } },
      { mode: 'demo', people: [{ ...people[0], note: undefined }] },
    ],
    [
      'what is said, whoever is listed',
      { app: { signIn: 'oidc' }, auth: { providers: { demo: { people } } } },
      { mode: 'oidc' },
    ],
  ])('is %s', (_, data, expected) => {
    expect(readSignInConfig(new ConfigReader(data))).toEqual(expected);
  });

  it.each([
    [
      { app: { signIn: 'guest' } },
      "app.signIn is 'guest'; it must be 'oidc' or 'demo'",
    ],
    [{ app: { signIn: 'demo' } }, /auth\.providers\.demo\.people names nobody/],
  ])('says what is wrong with %j', (data, message) => {
    expect(() => readSignInConfig(new ConfigReader(data))).toThrow(message);
  });
});
