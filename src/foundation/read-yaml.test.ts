import { describe, expect, it } from 'vitest';
import { readYaml } from './read-yaml.ts';

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, index) => {
    const before = 'abcdefgh'[index] ?? 'a';
    return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`;
  }),
].join('\n');

/** A text, the line of its fault, and what is said of it. */
const bad: readonly (readonly [string, string, number, RegExp])[] = [
  ['an open bracket', 'a: 1\nb: [1,\nc: 2', 3, /./],
  ['a tab for indentation', 'a:\n\tb: 1', 2, /tab/i],
  ['two documents', 'a: 1\n---\nb: 2', 2, /multiple documents/i],
  [
    'an alias without an anchor',
    'a: 1\nb: *nowhere',
    2,
    /^'\*nowhere' stands for nothing: no '&nowhere' comes before it$/,
  ],
  ['aliases that multiply', bomb, 2, /^repeats itself without measure/],
  ['an alias of what it stands in', 'a: 1\nb: &b\n  - *b', 3, /^repeats itself without measure/],
  ['too many levels', `a: 1\nb: ${'['.repeat(200)}${']'.repeat(200)}`, 2, /^is nested more than 100 levels deep$/],
  ['brackets without end', '['.repeat(100_000), 1, /^is nested more than 100/],
  ['dashes without end', `a:\n${'- '.repeat(100_000)}`, 1, /^is nested more than 100/],
  [
    'indentation without end',
    Array.from({ length: 600 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
    1,
    /^is nested/,
  ],
  ['more than anybody writes', `a: ${'x'.repeat(4_000_000)}`, 1, /^has 4000003 characters, and 4000000 are the most/],
];

describe('readYaml()', () => {
  it.each(bad)('refuses %s with its line', (_, text, line, message) => {
    const { value, faults } = readYaml(text);
    expect(value).toBeUndefined();
    expect(faults[0]).toMatchObject({ line, message: expect.stringMatching(message) as string, isDuplicate: false });
  });

  it('tells a key that is there twice from other faults', () => {
    expect(readYaml('a: 1\nb: 2\na: 3').faults).toEqual([
      { line: 3, message: 'Map keys must be unique', isDuplicate: true },
    ]);
  });

  it('reads JSON, and aliases that people use', () => {
    expect(readYaml('{"a": [1, null]}').value).toEqual({ a: [1, null] });
    expect(readYaml('a: &end { to: bye }\nb: *end').value).toEqual({ a: { to: 'bye' }, b: { to: 'bye' } });
  });
});
