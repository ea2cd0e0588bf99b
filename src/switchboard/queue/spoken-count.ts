const digits = '零一二三四五六七八九';
const units = ['', '十', '百', '千'];

/** How a count up to 9999 is said in Chinese before a measure word: 两, 十二, 二十, 一百零二. Larger ones stay figures. */
export function chineseCount(count: number): string {
  if (count === 2) return '两';
  if (count === 0) return '零';
  if (count > 9_999) return String(count);
  const places = Array.from(String(count), Number);
  let said = '';
  let gap = false;
  for (const [index, digit] of places.entries()) {
    const unit = units[places.length - 1 - index] ?? '';
    if (digit === 0) {
      gap = true;
      continue;
    }
    if (gap) said += '零';
    gap = false;
    said += (digits[digit] ?? '') + unit;
  }
  return said.replace(/^一十/u, '十');
}

/** `one caller`, `3 callers`. */
export function englishCount(count: number, one: string, several: string): string {
  return count === 1 ? `one ${one}` : `${count} ${several}`;
}
