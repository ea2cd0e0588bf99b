const longestQuote = 500;

/** Words that are not ours, as data for a language model: they close no tag and begin no line. */
export function quote(text: string): string {
  return text
    .slice(0, longestQuote)
    .replaceAll('<', '＜')
    .replaceAll('>', '＞')
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
