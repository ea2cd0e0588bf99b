import type { Reply } from './behaviour.ts';

const sentenceEnd = /(?<=[。！？!?；;\n])/u;
const asks = /[？?]|[吗呢][。！!]?$/u;

/** The last sentence that asks something, or all of it where none does: what a person answers. */
export function questionOf(text: string): string {
  const sentences = text
    .split(sentenceEnd)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
  return sentences.findLast((sentence) => asks.test(sentence)) ?? text;
}

export function isQuestion(text: string): boolean {
  return asks.test(questionOf(text));
}

export const isGoodbye = (text: string): boolean => /再见|拜拜|再联系您了|good ?bye/iu.test(text);

/** Words with which a robot asks for patience while it fetches a person. */
export const isPleaseWait = (text: string): boolean => /转接|请稍[等候]|稍等|不要挂机/u.test(text);

/**
 * The reply to `text`: the first whose words stand in its question, else in all of it, and which was given fewer times
 * than it may be. Null where none fits.
 */
export function chooseReply(replies: readonly Reply[], given: readonly number[], text: string): number | null {
  for (const part of [questionOf(text), text]) {
    const index = replies.findIndex((reply, at) => (given[at] ?? 0) < (reply.times ?? 3) && reply.when.test(part));
    if (index !== -1) return index;
  }
  return null;
}

/** Words with which a robot asks to hear the same again, or whether it was heard. */
export const isSayAgain = (text: string): boolean => /再说一[遍次]|没.{0,2}听清|没听明白|听到|听得[到见]/u.test(text);
