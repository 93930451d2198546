import {
  isDatabaseAway,
  isWorthRetrying,
  withoutPayload,
} from './databaseErrors';

const coded = (code: string) => Object.assign(new Error('x'), { code });

describe('database errors', () => {
  it.each([
    coded('ECONNREFUSED'),
    coded('57P01'),
    coded('53300'),
    coded('08006'),
    coded('25006'),
    new Error('COMMIT; - Connection terminated unexpectedly'),
    Object.assign(new Error('x'), { name: 'KnexTimeoutError' }),
  ])('the database is away: %s', error => {
    expect(isDatabaseAway(error)).toBe(true);
  });

  it.each([
    coded('23505'),
    coded('22P05'),
    new Error('insert - value too long'),
    'text',
    undefined,
  ])('the statement is wrong: %s', error => {
    expect(isDatabaseAway(error)).toBe(false);
  });

  it('tries again what PostgreSQL broke off for others', () => {
    expect(isWorthRetrying(coded('40P01'))).toBe(true);
    expect(isWorthRetrying(coded('23505'))).toBe(false);
  });

  it('says nothing of what was to be stored', () => {
    const error = Object.assign(new Error(`insert ... 'jane' - failed`), {
      code: '23505',
      table: 'event',
      detail: 'Key (name)=(jane) exists',
    });
    expect(withoutPayload(error).message).toBe(
      'Storing events failed (Error code 23505 table event).',
    );
  });
});
