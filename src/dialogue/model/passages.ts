import type { ScriptDocument } from '../../contract/script-document.ts';
import { strangeFigure } from './figures.ts';
import { plainText } from './plain-text.ts';

/** A paragraph of one of the script's texts. */
export interface Passage {
  /** `terms#3`: the third of the text `terms`. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** Longer paragraphs are cut at the end of a sentence. */
const longestPassage = 240;
/** What Okapi BM25 takes for granted: how soon a repeated word says no more, and how much a long passage is held against itself. */
const saturation = 1.2;
const lengthWeight = 0.75;

/** The passages of the texts of that name, in order. */
export function passagesOf({ texts }: ScriptDocument, ids: readonly string[]): readonly Passage[] {
  return texts
    .filter(({ id }) => ids.includes(id))
    .flatMap(({ id, title, text }) =>
      text
        .split(/\n+/)
        .flatMap(piecesOf)
        .map((piece, index) => ({ id: `${id}#${index + 1}`, title, text: piece })),
    );
}

function piecesOf(paragraph: string): readonly string[] {
  const pieces: string[] = [];
  for (const sentence of paragraph.trim().match(/[^。！？!?；;]+[。！？!?；;]*/gu) ?? []) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + sentence.length <= longestPassage)
      pieces[pieces.length - 1] = last + sentence;
    else pieces.push(sentence);
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

/** The passages that speak of what was asked, the best first (BM25 over pairs of characters and words); those that share nothing are left out. */
export function findPassages(passages: readonly Passage[], asked: string, most: number): readonly Passage[] {
  const terms = [...termsOf(plainText(asked))];
  const bodies = passages.map(({ title, text }) => plainText(`${title}\n${text}`));
  const meanLength = bodies.reduce((sum, { length }) => sum + length, 0) / Math.max(1, bodies.length);
  const scores = bodies.map(() => 0);
  for (const term of terms) {
    const counts = bodies.map((body) => body.split(term).length - 1);
    const having = counts.filter((count) => count > 0).length;
    const rarity = Math.log(1 + (bodies.length - having + 0.5) / (having + 0.5));
    for (const [index, count] of counts.entries()) {
      const length = (bodies[index]?.length ?? 0) / meanLength;
      const weight = (count * (saturation + 1)) / (count + saturation * (1 - lengthWeight + lengthWeight * length));
      scores[index] = (scores[index] ?? 0) + rarity * weight;
    }
  }
  return passages
    .map((passage, index) => ({ passage, score: scores[index] ?? 0 }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .slice(0, most)
    .map(({ passage }) => passage);
}

/** Which passages a sentence was taken from: those that have most of what it says, and each of its figures. */
export function citedBy(sentence: string, passages: readonly Passage[]): readonly string[] {
  const plain = plainText(sentence);
  // Figures are compared by what they say: 十五天 is 15天.
  const terms = [...termsOf(plain)].filter((term) => !/^\d/.test(term));
  return passages
    .filter(({ title, text }) => {
      const body = plainText(`${title}\n${text}`);
      const shared = terms.filter((term) => body.includes(term)).length;
      return terms.length > 1 && shared >= terms.length / 2 && strangeFigure(plain, body, '') === null;
    })
    .map(({ id }) => id);
}

const idle = /[的了是吗呢吧啊呀您我你他她它这那就也都还请问想一下]/gu;

/** Pairs of Chinese characters, and words and numbers of others. */
function termsOf(plain: string): ReadonlySet<string> {
  const terms = new Set(plain.match(/[a-z]{2,}|\d+(?:\.\d+)?/g) ?? []);
  for (const run of plain.replaceAll(idle, '，').match(/\p{Script=Han}{2,}/gu) ?? []) {
    const characters = Array.from(run);
    for (const [index, character] of characters.entries())
      if (index > 0) terms.add(`${characters[index - 1] ?? ''}${character}`);
  }
  return terms;
}
