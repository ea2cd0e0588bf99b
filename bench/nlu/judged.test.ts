import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readExamples } from './examples.ts';

const fileOf = (name: string): URL => new URL(name, import.meta.url);

/** What is left when a recogniser writes no punctuation: two lines that differ in a comma are one sentence. */
const asHeard = (text: string): string => text.toLowerCase().replaceAll(/[\p{P}\s]/gu, '');

const intents = [...readFileSync(fileOf('intents.md'), 'utf8').matchAll(/^\| `([^`]+)` \|/gm)].map(([, id]) => id);

describe('The judged sentences of the bench nlu', () => {
  const judged = readExamples(fileOf('judged.jsonl'));

  it('name only intents that are defined', () => {
    const undefinedOnes = judged.filter(({ intent }) => intent !== null && !intents.includes(intent));
    expect(undefinedOnes).toEqual([]);
  });

  it('hold at least thirty sentences of every intent', () => {
    const counts = new Map(intents.map((id) => [id, judged.filter(({ intent }) => intent === id).length]));
    expect(counts.size).toBeGreaterThan(0);
    expect([...counts].filter(([, count]) => count < 30)).toEqual([]);
  });

  it('are out of scope in at least every fifth case', () => {
    const outside = judged.filter(({ intent }) => intent === null).length;
    expect(outside / judged.length).toBeGreaterThanOrEqual(0.2);
  });

  it('hold no sentence twice', () => {
    const heard = judged.map(({ text }) => asHeard(text));
    expect(heard.filter((text, at) => heard.indexOf(text) !== at)).toEqual([]);
  });

  it('hold no sentence of the training half', () => {
    const learnt = new Set(readExamples(fileOf('train.jsonl')).map(({ text }) => asHeard(text)));
    expect(judged.filter(({ text }) => learnt.has(asHeard(text)))).toEqual([]);
  });
});
