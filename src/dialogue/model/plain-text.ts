/** Traditional forms of characters that the guard rails look for. */
const simplified = new Map(
  (
    '證证穩稳賺赚賠赔漲涨價价內内額额虧亏無无風风險险絕绝對对諾诺個个點点萬万億亿優优紅红補补貼贴國国規规場场獲获會会' +
    '過过給给報报銷销審审準准質质買买賣卖錢钱還还麼么這这'
  )
    .match(/../gu)
    ?.map((pair) => [pair.charAt(0), pair.charAt(1)] as const),
);
// Soft hyphens, zero-width characters, marks of direction, byte order marks, and marks that combine with a letter.
const invisible = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\p{Mn}]/gu;

/** One way to write a text, whatever disguise it came in: NFKC, simplified, lower case, nothing invisible. */
export function plainText(text: string): string {
  const visible = text.normalize('NFKC').replaceAll(invisible, '').toLowerCase();
  return Array.from(visible, (character) => simplified.get(character) ?? character).join('');
}

/** The letters and digits of a plain text and nothing between them: 保 证、收-益 is 保证收益. `%` and the point of a number stay. */
export function lettersOf(plain: string): string {
  return plain.replaceAll(/(?<!\d)[.](?!\d)|[.](?!\d)|[^\p{L}\p{N}%.]/gu, '');
}

/** What a synthesiser can say of a model's sentence: without emphasis, list marks, emoji, and white space of lines. */
export function speakable(text: string): string {
  return text
    .replaceAll(invisible, '')
    .replaceAll(/[*_`#~]+|\p{Extended_Pictographic}/gu, '')
    .replace(/^\s*(?:[-•]|\d{1,2}[.、)](?=\s))\s*/u, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
