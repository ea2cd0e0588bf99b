import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { CodedError } from '../foundation/errors.ts';
import { connectionSettings, databaseAway, meansAway, withoutValues } from './connection.ts';

const parserOf = connectionSettings({}).types?.getTypeParser as (oid: number) => (text: string) => unknown;
const parse = (oid: number, text: string): unknown => parserOf(oid)(text);

describe('values from the database', () => {
  test('are numbers where a number holds them', () => {
    expect(parse(20, '9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => parse(20, '9007199254740993')).toThrow(CodedError);
    expect(parse(23, '7')).toBe(7);
  });

  test('keep days as their text, so that no time zone moves them', () => {
    expect(parse(1082, '2026-03-02')).toBe('2026-03-02');
  });

  test('are moments where they are moments', () => {
    expect(parse(1184, '2026-03-02 02:00:00+00')).toEqual(new Date(Date.UTC(2026, 2, 2, 2)));
  });
});

test('settings become the options of a connection', () => {
  expect(connectionSettings({ search_path: 'a, b', role: 'waihu_app' }).options).toBe(
    String.raw`-c search_path=a,\ b -c role=waihu_app`,
  );
});

const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('an error', () => {
  test.each([
    withCode('ECONNREFUSED'),
    withCode('ENOENT'),
    withCode('57P01'),
    withCode('08006'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    databaseAway('here'),
  ])('like $message $code means that the database is away', (error) => {
    expect(meansAway(error)).toBe(true);
  });

  test.each([withCode('23505'), withCode('42501'), new Error('changed my mind'), new CodedError('x', 'y'), 'text'])(
    'like %s means that it said no',
    (error) => {
      expect(meansAway(error)).toBe(false);
    },
  );

  test('keeps its code and loses the values it quotes', () => {
    const error = new pg.DatabaseError('invalid input syntax for type uuid: "+8613800138000"', 1, 'error');
    Object.assign(error, {
      code: '22P02',
      detail: 'Key (phone)=(+8613800138000) already exists.',
      where: '+8613800138000',
    });
    const cleaned = withoutValues(error);
    expect(cleaned).toBe(error);
    expect(cleaned.message).toBe('invalid input syntax for type uuid');
    expect(JSON.stringify(cleaned) + cleaned.stack).not.toContain('13800138000');
    expect(cleaned.code).toBe('22P02');
  });

  test('of anything else is left as it is', () => {
    const error = new Error('call 13800138000');
    expect(withoutValues(error).message).toBe('call 13800138000');
  });
});
