import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { terminal } from './terminal.ts';

function screen(isTTY: boolean): {
  readonly out: () => string;
  readonly errors: () => string;
  readonly shown: ReturnType<typeof terminal>;
} {
  const [out, errors] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY })];
  return {
    out: () => String(out.read() ?? ''),
    errors: () => String(errors.read() ?? ''),
    shown: terminal(out, errors),
  };
}

it('results go to standard output with one line end, words to standard error', () => {
  const { out, errors, shown } = screen(false);
  shown.result('{"a":1}');
  shown.result('two\n');
  shown.say('hello');
  expect(out()).toBe('{"a":1}\ntwo\n');
  expect(errors()).toBe('hello\n');
});

it('progress is a line each tenth where nobody looks', () => {
  const { errors, shown } = screen(false);
  for (let done = 0; done <= 100; done++) shown.progress(done, 100, 'rows');
  expect(errors().split('\n').filter(Boolean)).toEqual(
    Array.from({ length: 11 }, (_, tenth) => `  ${tenth * 10}/100 rows`),
  );
});

it('progress towards no known end is a line each 50 000', () => {
  const { errors, shown } = screen(false);
  for (const done of [1, 2, 49_999, 50_000, 99_999, 100_001]) shown.progress(done, 0, 'rows');
  expect(errors()).toBe('  1 rows\n  50000 rows\n  100001 rows\n');
});

it('progress is a bar where somebody looks, and the bar ends before the next words', () => {
  const { errors, shown } = screen(true);
  shown.progress(1, 4, 'calls');
  shown.progress(4, 4, 'calls');
  shown.say('done');
  const text = errors();
  expect(text).toContain('/4 calls');
  expect(text.endsWith('done\n')).toBe(true);
  shown.endProgress();
  expect(errors()).toBe('');
});

it('a bar towards no known end counts', () => {
  const { errors, shown } = screen(true);
  shown.progress(7, 0, 'rows');
  shown.endProgress();
  expect(errors()).toContain('7 rows');
});
