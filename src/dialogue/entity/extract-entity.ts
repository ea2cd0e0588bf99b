import type { Entity } from '../../contract/script-document.ts';
import { isoTime, type TimeContext } from './calendar.ts';
import { affirmedClauses, canonicalText, clausesOf, isQuestion } from './clause.ts';
import { findValues } from './find-values.ts';
import { meantOf } from './meant.ts';
import { findTime } from './time-phrase.ts';

/** How sure a value must be: asked for just now, or picked up in passing. */
export type ExtractionMode =
  /** The node asked for it: bare numbers count, and the whole answer may be the value. */
  | 'asked'
  /** As `asked`, and a question such as 三十万可以吗 counts as an answer too. */
  | 'asked-loosely'
  /** Said without being asked: only what cannot mean anything else. */
  | 'in-passing';

/**
 * The value of `entity` in a sentence, normalised to the string a slot keeps (its form stands at the entity's type), or null. Yes-no slots are
 * filled from intents, not from here.
 */
export function extractEntity(entity: Entity, text: string, mode: ExtractionMode, context: TimeContext): string | null {
  const stated = affirmedClauses(clausesOf(canonicalText(text)))
    .filter((clause) => mode === 'asked-loosely' || !isQuestion(clause))
    .join('，');
  if (stated === '') return null;
  const asked = mode !== 'in-passing';
  if (entity.type === 'text') return asked ? text.trim() : null;
  if (entity.type === 'time') {
    const time = findTime(stated, context);
    return time === null ? null : isoTime(time.atMs, context.utcOffsetMinutes);
  }
  const found = findValues(entity, stated, asked, context);
  switch (entity.type) {
    case 'date':
    case 'date-range':
    case 'time-range':
      return meantOf(stated, found, () => 0)?.value ?? null;
    case 'digits':
      return found[0]?.value ?? null;
    default:
      // Who corrects himself says the right one last.
      return found.at(-1)?.value ?? null;
  }
}
