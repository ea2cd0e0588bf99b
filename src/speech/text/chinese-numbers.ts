const digitNames = '零一二三四五六七八九';
const groupUnits = ['', '万', '亿', '万亿'];
const placeUnits = ['', '十', '百', '千'];

/** Digits one by one, as phone and card numbers are read: 1 is 幺 in Mandarin. */
export function digitsInChinese(digits: string, one: '幺' | '一' = '幺'): string {
  return digits.replaceAll(/\d/g, (digit) => (digit === '1' ? one : (digitNames[Number(digit)] ?? '')));
}

/** A number as a quantity: `1052.5` → 一千零五十二点五. Up to 16 digits before the point, more are read one by one. */
export function quantityInChinese(number: string): string {
  const [whole = '0', fraction] = number.replaceAll(',', '').split('.');
  const significant = whole.replace(/^0+(?=\d)/, '');
  const read = significant.length > 16 ? digitsInChinese(significant, '一') : wholeInChinese(significant);
  return fraction === undefined ? read : `${read}点${digitsInChinese(fraction, '一')}`;
}

function wholeInChinese(digits: string): string {
  if (digits === '0') return '零';
  const groups = groupsOfFour(digits);
  let read = '';
  for (const [index, group] of groups.entries()) {
    const value = Number(group);
    const gap = read !== '' && value > 0 && value < 1_000;
    if (value > 0) read += `${gap ? '零' : ''}${groupInChinese(group)}${groupUnits[groups.length - 1 - index] ?? ''}`;
  }
  return twoAsLiang(read.replace(/^一十/, '十'));
}

function groupsOfFour(digits: string): string[] {
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 4) groups.unshift(digits.slice(Math.max(0, end - 4), end));
  return groups;
}

function groupInChinese(group: string): string {
  let read = '';
  let zero = false;
  const digits = group.replace(/^0+/, '');
  for (const [index, digit] of Array.from(digits).entries()) {
    if (digit === '0') {
      zero = true;
      continue;
    }
    read += `${zero ? '零' : ''}${digitNames[Number(digit)] ?? ''}${placeUnits[digits.length - 1 - index] ?? ''}`;
    zero = false;
  }
  return read;
}

/** 二 is 两 before 百 (at the beginning), 千, 万 and 亿. */
function twoAsLiang(read: string): string {
  return read.replace(/^二(?=[百千万亿])/, '两').replaceAll(/(?<=[万亿])二(?=千)/g, '两');
}
