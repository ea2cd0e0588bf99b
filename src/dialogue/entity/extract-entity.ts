import type { Entity } from '../../contract/script-document.ts';
import { findAmounts } from './amount.ts';
import { findNumbers, makeNumbersPlain } from './chinese-number.ts';
import { affirmedClauses, canonicalText, clausesOf, isQuestion } from './clause.ts';
import { findDictatedDigits, findPhone } from './dictated-digits.ts';
import { findTime, isoTime, type TimeContext } from './time-phrase.ts';

/** How sure a value must be: asked for just now, or picked up in passing. */
export type ExtractionMode =
  /** The node asked for it: bare numbers count, and the whole answer may be the value. */
  | 'asked'
  /** As `asked`, and a question such as 三十万可以吗 counts as an answer too. */
  | 'asked-loosely'
  /** Said without being asked: only what cannot mean anything else. */
  | 'in-passing';

/**
 * The value of `entity` in a sentence, normalised to the string a slot keeps (a choice's name, whole yuan, digits, ISO time),
 * or null. Yes-no slots are filled from intents, not from here.
 */
export function extractEntity(entity: Entity, text: string, mode: ExtractionMode, context: TimeContext): string | null {
  const canonical = canonicalText(text);
  const stated = affirmedClauses(clausesOf(canonical)).filter(
    (clause) => mode === 'asked-loosely' || !isQuestion(clause),
  );
  if (stated.length === 0) return null;
  switch (entity.type) {
    case 'choice':
      return chosen(entity.values, stated);
    case 'amount':
      return amountIn(entity, stated, mode);
    case 'number':
      return numberIn(entity, stated, mode);
    case 'phone':
      return findPhone(stated.join('，'));
    case 'time': {
      const time = findTime(stated.join(''), context);
      return time === null ? null : isoTime(time.atMs, context.utcOffsetMinutes);
    }
    case 'digits':
      return mode === 'in-passing' ? null : (findDictatedDigits(stated.join('，'))[0] ?? null);
    case 'text':
      return mode === 'in-passing' ? null : text.trim();
    case 'yes-no':
      return null;
  }
}

/** The one value whose word is said; null where none or several are. A longer word hides a shorter one inside it. */
function chosen(values: Readonly<Record<string, readonly string[]>>, stated: readonly string[]): string | null {
  const text = stated.join('，');
  const words = Object.entries(values)
    .flatMap(([value, synonyms]) => [value, ...synonyms].map((word) => ({ value, word: canonicalText(word) })))
    .filter(({ word }) => word !== '')
    .sort((left, right) => right.word.length - left.word.length);
  const exact = words.find(({ word }) => stated.some((clause) => clause === word));
  if (exact) return exact.value;
  let rest = text;
  const found = new Set<string>();
  for (const { value, word } of words) {
    // A key's digit or a lone letter inside a longer sentence says nothing.
    if (/^[0-9a-z]$/.test(word) || !rest.includes(word)) continue;
    found.add(value);
    rest = rest.replaceAll(word, '\u0001');
  }
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

function amountIn(
  entity: Extract<Entity, { type: 'amount' }>,
  stated: readonly string[],
  mode: ExtractionMode,
): string | null {
  const bareUnitYuan = mode === 'in-passing' ? null : entity.unitYuan;
  const amounts = stated.flatMap((clause) => findAmounts(clause, bareUnitYuan)).map(Math.round);
  // Who corrects himself says the right one last.
  const fitting = amounts.filter((yuan) => yuan >= (entity.minYuan ?? 0) && yuan <= (entity.maxYuan ?? Infinity));
  const last = fitting.at(-1);
  return last === undefined ? null : String(last);
}

function numberIn(
  entity: Extract<Entity, { type: 'number' }>,
  stated: readonly string[],
  mode: ExtractionMode,
): string | null {
  const text = makeNumbersPlain(stated.join('，'))
    .replaceAll('俩', '两个')
    .replaceAll('仨', '三个')
    .replaceAll(/一(?=起|下|定|样|般|直|会|边|共|家|点儿?都)/g, '');
  const fitting = findNumbers(text)
    .filter(({ end }) => mode !== 'in-passing' || entity.units.some((unit) => text.startsWith(unit, end)))
    .map(({ value }) => value)
    .filter((value) => value >= (entity.min ?? -Infinity) && value <= (entity.max ?? Infinity));
  const last = fitting.at(-1);
  return last === undefined ? null : String(last);
}
