import { entitiesIn } from '../dialogue/index.ts';

const digit = '[0-9零〇洞一幺二两三四五六七拐八九]';
/** Seven or more of them, written or dictated: a number of somebody, whatever it is. */
const longRun = new RegExp(`${digit}(?:[ ,，、-]?${digit}){6,}[Xx]?`, 'gu');
const mailAddress = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu;
const numbers: ReadonlySet<string> = new Set(['phone', 'id-number', 'bank-card']);
/** No time is looked for. */
const noTime = { nowMs: 0, utcOffsetMinutes: 0 };

/**
 * A sentence without whose it is: digits of telephone, identity and card numbers become 0 or 零, characters of names 某, so that it
 * stays a sentence of its kind. `known` are words that name the customer, from the list he was called from.
 */
export function withoutPersonalData(text: string, known: readonly string[] = []): string {
  const names = known.filter(({ length }) => length > 1).toSorted((left, right) => right.length - left.length);
  const open = names
    .reduce((words, name) => words.replaceAll(name, blankName(name)), text)
    .replaceAll(mailAddress, 'x@x')
    .replaceAll(longRun, blankNumber);
  return entitiesIn({}, open, noTime).reduceRight((words, { type, value, from, to }) => {
    const blank = numbers.has(type) ? blankNumber(words.slice(from, to)) : nameless(words.slice(from, to), value);
    return type === 'name' || numbers.has(type) ? words.slice(0, from) + blank + words.slice(to) : words;
  }, open);
}

/** 我姓王 keeps its 我姓; a name that was put together from explanations is blanked with them. */
function nameless(told: string, name: string): string {
  return told.includes(name) ? told.replaceAll(name, blankName(name)) : blankName(told);
}

function blankName(name: string): string {
  return name.replaceAll(/\p{Script=Han}/gu, '某').replaceAll(/[a-z0-9]/giu, 'x');
}

function blankNumber(words: string): string {
  return words
    .replaceAll(/[0-9]/gu, '0')
    .replaceAll(/[零〇洞一幺二两三四五六七拐八九十百千万]/gu, '零')
    .replaceAll(/[a-z]/giu, 'x');
}
