import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePronunciations, wordsOf } from './dictionary.ts';
import { grammarOf } from './grammar.ts';

const dictionary = parsePronunciations(
  [
    'A.\tes ei',
    '不\tb u',
    '了\tl e',
    '了(2)\tl iao',
    '要\ty ao',
    '要(2)\ty ao',
    '嗯\ten',
    '三\ts an',
    '不要\tb u y ao',
  ].join('\n'),
);
const bare: readonly string[] = [];

describe('parsePronunciations()', () => {
  test('keeps every way to say a character once, names of letters, and no longer words', () => {
    expect(Object.fromEntries(dictionary)).toEqual({
      a: ['es ei'],
      不: ['b u'],
      了: ['l e', 'l iao'],
      要: ['y ao'],
      嗯: ['en'],
      三: ['s an'],
    });
    expect(wordsOf('了', dictionary)).toEqual([
      { word: '了', phones: 'l e' },
      { word: '了(2)', phones: 'l iao' },
    ]);
    expect(wordsOf('谁', dictionary)).toEqual([]);
  });
});

describe('grammarOf()', () => {
  test('hears the phrases, one character a token, seldom with a filler before', () => {
    const { grammar, dropped } = grammarOf(['不要了', '要'], dictionary, ['嗯']);
    expect(grammar?.jsgf).toBe(
      '#JSGF V1.0 UTF-8;\ngrammar expected;\npublic <said> = ( /1/ <NULL> | /0.001/ 嗯 ) ( 不 要 了 | 要 );\n',
    );
    expect(grammar?.characters.toSorted()).toEqual(['不', '了', '嗯', '要'].toSorted());
    expect(dropped).toEqual([]);
  });

  test('a phrase with a character that nobody can say is left out and told', () => {
    const { grammar, dropped } = grammarOf(['不要', '不要龘'], dictionary, bare);
    expect(grammar?.jsgf).toContain('= ( 不 要 );');
    expect(dropped).toEqual(['不要龘']);
  });

  test('an empty set, and one of which nothing can be said, have no grammar', () => {
    expect(grammarOf([], dictionary)).toEqual({ grammar: null, dropped: [] });
    expect(grammarOf(['！', ' '], dictionary)).toEqual({ grammar: null, dropped: [] });
    expect(grammarOf(['龘'], dictionary)).toEqual({ grammar: null, dropped: ['龘'] });
  });

  test('digits, full-width letters and punctuation are spelt as they are said', () => {
    expect(grammarOf(['不要，３Ａ！'], dictionary, bare).grammar?.jsgf).toContain('( 不 要 三 a )');
  });

  test('the same phrases in another order make the same text, and a filler that is a phrase is no filler', () => {
    const fillers = ['嗯'];
    const one = grammarOf(['要', '嗯', '不要'], dictionary, fillers);
    expect(one).toEqual(grammarOf(['不要', '要', '要。', '嗯'], dictionary, fillers));
    expect(one.grammar?.jsgf).not.toContain('NULL');
  });

  test('nothing in a phrase becomes a sign of the grammar', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(...Array.from('不要了|;()[]<>{}*+/\\"\n=三')) })),
        (phrases) => {
          const body = grammarOf(phrases, dictionary, bare).grammar?.jsgf.split('= ')[1] ?? '( 不 );\n';
          expect(body).toMatch(/^\( [\p{Script=Han} |]+ \);\n$/u);
        },
      ),
    );
  });
});
