/**
 * What the words heard so far are to the question asked: `answer` they answer it, `more` they stop in mid-phrase or
 * mid-number, `unknown` cannot say. Who knows the question (the dialogue) gives the word.
 */
export type Answered = 'answer' | 'more' | 'unknown';

const quietMs: Readonly<Record<Answered, number>> = { answer: 250, unknown: 600, more: 1_200 };

/** Quiet after the last voiced frame that ends the turn, in milliseconds. */
export const endpointWaitMs = (answered: Answered): number => quietMs[answered];

const unfinishedEnds = (
  '因为 但是 可是 不过 所以 然后 如果 或者 还有 就是 就是说 比如 而且 以及 要是 ' +
  '那个 这个 我想 我是 我的 帮我 请问 等一下 你们 关于 大概 和 跟 把'
).split(' ');
const unfinishedEnglishEnds = /(^|[^a-z])(and|but|because|so|or|if|then|the|a|my|i|i want|to|for|um|uh)$/;

/** True where a text stops where nobody stops: on a conjunction, a comma, a filler, or inside a row of digits. */
export function looksUnfinished(text: string): boolean {
  const said = text.trim().toLowerCase();
  if (/[,，、…:：;；-]$/.test(said)) return true;
  const bare = said.replace(/[\s.。?？!！]+$/u, '');
  if (/[.。?？!！]$/.test(said)) return false;
  if (unfinishedEnds.some((end) => bare.endsWith(end)) || unfinishedEnglishEnds.test(bare)) return true;
  const digits = /[\d零〇一二三四五六七八九幺]{3,}$/u.exec(bare.replaceAll(/[\s-]/g, ''))?.[0].length ?? 0;
  return digits >= 3 && digits < 11 && digits !== 8;
}
