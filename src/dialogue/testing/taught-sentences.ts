import type { ScriptDocument } from '../../contract/script-document.ts';
import { canonicalText } from '../entity/clause.ts';
import { intentsOf } from '../understand/intents-of.ts';

/** Tells whether a sentence is, word for word, one that the script or the standard intents were taught: proof of nothing in a test. */
export function taughtSentences(document: ScriptDocument): (sentence: string) => boolean {
  const intents = intentsOf(document).flatMap(({ keywords, samples }) => [...keywords, ...samples]);
  const questions = document.knowledge.flatMap(({ question, similar, keywords }) => [
    question,
    ...similar,
    ...keywords,
  ]);
  const taught = new Set([...intents, ...questions].map(canonicalText).filter((text) => text !== ''));
  return (sentence) => taught.has(canonicalText(sentence));
}
