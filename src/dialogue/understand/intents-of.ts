import type { Intent, ScriptDocument } from '../../contract/script-document.ts';
import { repairIntentsOf } from './repair-intents.ts';
import { standardIntents } from './standard-intents.ts';

/** The script's intents and the standard ones; where both define one, the script's words come on top, and its polarity and name win. */
export function intentsOf(document: ScriptDocument): readonly Intent[] {
  const own = new Map(document.intents.map((intent) => [intent.id, intent]));
  const shipped = [...standardIntents, ...repairIntentsOf(document)];
  const standard = shipped.map((intent) => {
    const added = own.get(intent.id);
    return added === undefined ? intent : { ...joined(intent, added), name: added.name };
  });
  const known = new Set(shipped.map(({ id }) => id));
  return [...document.intents.filter(({ id }) => !known.has(id)), ...standard];
}

function joined(standard: Intent, added: Intent): Intent {
  return {
    ...standard,
    polarity: added.polarity === 'neutral' ? standard.polarity : added.polarity,
    keywords: [...standard.keywords, ...added.keywords],
    notKeywords: [...standard.notKeywords, ...added.notKeywords],
    patterns: [...standard.patterns, ...added.patterns],
    samples: [...standard.samples, ...added.samples],
  };
}
