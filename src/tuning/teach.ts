import { intentSchema, type Intent, type ScriptDocument } from '../contract/script-document.ts';
import type { Assignment, GatheredSentence } from '../contract/tuning.ts';
import { compileDraft } from '../dialogue/index.ts';
import { CodedError } from '../foundation/errors.ts';
import { withoutPersonalData } from './without-personal-data.ts';

/**
 * The script with sentences as samples of what they mean, without whose they are. What taught one of them otherwise no longer does. Throws
 * `meaning-unknown` where the script knows no such intent or question, and `meaning-taken` where a new intent is none.
 */
export function taught(document: ScriptDocument, { texts, to }: Assignment): ScriptDocument {
  const samples = [...new Set(texts.map((text) => withoutPersonalData(text)))];
  refuseQuestions(document, samples, to.id);
  const rest = withoutSamples(document, samples);
  if (to.kind === 'knowledge') {
    if (!document.knowledge.some(({ id }) => id === to.id)) throw unknown(document, 'question', to.id);
    const knowledge = rest.knowledge.map((entry) =>
      entry.id === to.id
        ? { ...entry, similar: [...entry.similar, ...samples.filter((text) => text !== entry.question)] }
        : entry,
    );
    return { ...rest, knowledge };
  }
  const own = rest.intents.find(({ id }) => id === to.id);
  const known = own ?? compileDraft(document).intents.find(({ id }) => id === to.id);
  if (to.kind === 'new-intent' && known !== undefined)
    throw new CodedError('meaning-taken', `script '${document.id}' has an intent '${to.id}' already: assign to it`);
  if (own !== undefined)
    return {
      ...rest,
      intents: rest.intents.map((one) => (one === own ? { ...own, samples: [...own.samples, ...samples] } : one)),
    };
  const name = to.kind === 'new-intent' ? to.name : known?.name;
  if (name === undefined) throw unknown(document, 'intent', to.id);
  return { ...rest, intents: [...rest.intents, newIntent(to.id, name, samples)] };
}

function newIntent(id: string, name: string, samples: readonly string[]): Intent {
  const intent = intentSchema.safeParse({ id, name, samples });
  if (intent.success) return intent.data;
  throw new CodedError(
    'bad-request',
    `intent '${id}': ${intent.error.issues.map(({ message }) => message).join('; ')}`,
  );
}

function unknown({ id: scriptId }: ScriptDocument, what: 'intent' | 'question', id: string): CodedError {
  const hint = what === 'intent' ? ': a new one wants a name' : '';
  return new CodedError('meaning-unknown', `script '${scriptId}' has no ${what} '${id}'${hint}`, { scriptId, id });
}

/** An entry without its question would be another: its author says so, and no list of sentences. */
function refuseQuestions({ knowledge }: ScriptDocument, samples: readonly string[], meaning: string): void {
  const entry = knowledge.find(({ id, question }) => id !== meaning && samples.includes(question));
  if (entry === undefined) return;
  throw new CodedError('meaning-taken', `"${entry.question}" is the question of '${entry.id}' itself`, {
    id: entry.id,
  });
}

function withoutSamples(document: ScriptDocument, samples: readonly string[]): ScriptDocument {
  const others = (all: readonly string[]): string[] => all.filter((text) => !samples.includes(text));
  return {
    ...document,
    intents: document.intents.map((intent) => ({ ...intent, samples: others(intent.samples) })),
    knowledge: document.knowledge.map((entry) => ({ ...entry, similar: others(entry.similar) })),
  };
}

/**
 * Whether the script has an answer to a sentence by now: it teaches those very words, and not as what they were surely read as when they
 * went wrong.
 */
export function isSettled(teaches: ReadonlyMap<string, string>, { text, readings }: GatheredSentence): boolean {
  const meaning = teaches.get(text);
  if (meaning === undefined) return false;
  const [first] = readings;
  return first?.id !== meaning || first.confidence < 1;
}

/** What each sentence that a script teaches means. */
export function teachings({ intents, knowledge }: ScriptDocument): ReadonlyMap<string, string> {
  return new Map([
    ...intents.flatMap(({ id, samples }) => samples.map((text) => [text, id] as const)),
    ...knowledge.flatMap(({ id, question, similar }) => [question, ...similar].map((text) => [text, id] as const)),
  ]);
}
