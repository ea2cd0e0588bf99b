import type { Intent, ScriptDocument } from '../contract/script-document.ts';
import { CodedError } from '../foundation/errors.ts';
import { faultsOf } from './lint/lint-script.ts';
import { mainFlowOf } from './place.ts';
import { preparedFillers } from './understand/backchannel.ts';
import { prepareIntent, prepareKnowledge, type Meaning } from './understand/match-intents.ts';
import type { Classifier } from './understand/classifier/classifier.ts';
import { intentsOf } from './understand/intents-of.ts';

/** A script ready to run: its document and what understanding needs, prepared once and shared by any number of calls. Only `classifier` changes, once. */
export interface CompiledScript {
  readonly document: ScriptDocument;
  readonly mainFlow: string;
  readonly intents: readonly Intent[];
  readonly meanings: readonly Meaning[];
  /** What was learnt from the samples; null until `teach` or `learnScript`: until then keywords, patterns and likeness decide. */
  classifier: Classifier | null;
  /** Which global flow an intent enters. */
  readonly flowOfIntent: ReadonlyMap<string, string>;
  /** Which question of the knowledge base an intent asks. */
  readonly knowledgeOfIntent: ReadonlyMap<string, string>;
  readonly fillers: readonly string[];
  /** The scripts that hand-off nodes may go to. */
  readonly others: ReadonlyMap<string, CompiledScript>;
}

/** Preparing costs milliseconds, and each call of a campaign begins with a copy of the same document: the last ones, by text. */
const prepared = new Map<string, CompiledScript>();
const mostPrepared = 32;

/**
 * Prepares a script, and those it may hand over to, once for all that are alike. Throws `script-invalid` with every
 * problem on a line of its own where lint finds an error; warnings do not stop it.
 */
export function compileScript(document: ScriptDocument, handOffTo: readonly ScriptDocument[] = []): CompiledScript {
  const key = JSON.stringify([document, handOffTo]);
  const known = prepared.get(key);
  if (known) return known;
  const others = new Map(handOffTo.map((other) => [other.id, compileOne(other, new Map())]));
  const script = compileOne(document, others);
  others.set(document.id, script);
  const [oldest] = prepared.keys();
  if (oldest !== undefined && prepared.size >= mostPrepared) prepared.delete(oldest);
  prepared.set(key, script);
  return script;
}

/** Prepares a script as it stands, faults and all, to see what they do. Never for a call. */
export function compileDraft(document: ScriptDocument): CompiledScript {
  return prepare(document, new Map());
}

function compileOne(document: ScriptDocument, others: ReadonlyMap<string, CompiledScript>): CompiledScript {
  const errors = faultsOf(document);
  if (errors.length > 0) {
    throw new CodedError('script-invalid', errors.map(({ message }) => message).join('\n'), {
      script: document.id,
      problems: errors.length,
    });
  }
  return prepare(document, others);
}

function prepare(document: ScriptDocument, others: ReadonlyMap<string, CompiledScript>): CompiledScript {
  const intents = intentsOf(document);
  return {
    document,
    mainFlow: mainFlowOf(document),
    intents,
    meanings: [...intents.map(prepareIntent), ...document.knowledge.map(prepareKnowledge)],
    classifier: null,
    flowOfIntent: new Map(
      Object.entries(document.flows).flatMap(([flow, { kind, enterOn }]) =>
        kind === 'global' ? enterOn.map((intent) => [intent, flow] as const) : [],
      ),
    ),
    knowledgeOfIntent: new Map(
      document.knowledge.flatMap(({ id, intents: asked }) => asked.map((intent) => [intent, id] as const)),
    ),
    fillers: preparedFillers(document.fillers),
    others,
  };
}
