import type { ScriptDocument } from '../../contract/script-document.ts';
import { intentsOf } from '../understand/intents-of.ts';
import { matchMeanings, prepareIntent, prepareKnowledge, type Meaning } from '../understand/match-intents.ts';
import { report, type Findings, type Where } from './problem.ts';

/** A sentence that the author wrote for an intent or a question. */
interface Taught {
  readonly sentence: string;
  readonly owner: string;
  readonly where: Where;
}

/** From here on a reading is as sure as the sentence's own. */
const nearlyEqual = 0.9;

/**
 * What the author taught is understood as it was meant: no sentence of one intent is, for this script's own understanding, a sentence
 * of another. An intent and the question that it asks are one.
 */
export function checkCollisions(findings: Findings): void {
  const { document, problems } = findings;
  // Without its patterns the script understands nothing yet.
  if (problems.some(({ code }) => code === 'pattern-broken')) return;
  const meanings = [...intentsOf(document).map(prepareIntent), ...document.knowledge.map(prepareKnowledge)].filter(
    ({ generic }) => !generic,
  );
  const sameAs = kinOf(document);
  for (const { sentence, owner, where } of taughtIn(document)) {
    const other = readingOf(meanings, sentence, new Set([owner, ...(sameAs.get(owner) ?? [])]));
    if (other === null) continue;
    report(
      findings,
      'intents-collide',
      where,
      `"${sentence}" is taught as '${owner}' and understood as '${other.id}' too (${other.confidence}): let one of them go, or tell them apart`,
      'warning',
    );
  }
}

/** The reading of another that is as sure as the sentence's own; null where there is none, or both teach it word by word. */
function readingOf(
  meanings: readonly Meaning[],
  sentence: string,
  kin: ReadonlySet<string>,
): { readonly id: string; readonly confidence: number } | null {
  const other = matchMeanings(meanings, sentence).find(({ id }) => !kin.has(id));
  // Word by word is a duplicate, which is reported as one.
  return other !== undefined && other.confidence >= nearlyEqual && other.confidence < 1 ? other : null;
}

/** Under each name the names that mean the same: questions and the intents that ask them. */
function kinOf({ knowledge }: ScriptDocument): ReadonlyMap<string, readonly string[]> {
  const kin = new Map<string, string[]>();
  const join = (one: string, other: string): void => void kin.set(one, [...(kin.get(one) ?? []), other]);
  for (const { id, intents } of knowledge) {
    for (const intent of intents) {
      join(id, intent);
      join(intent, id);
    }
  }
  return kin;
}

function taughtIn({ intents, knowledge }: ScriptDocument): readonly Taught[] {
  const samples = intents.flatMap(({ id, samples: own }, at) =>
    own.map((sentence, index) => ({
      sentence,
      owner: id,
      where: { path: ['intents', at, 'samples', index] },
    })),
  );
  const questions = knowledge.flatMap(({ id, question, similar }, at) => [
    { sentence: question, owner: id, where: { path: ['knowledge', at, 'question'] } },
    ...similar.map((sentence, index) => ({
      sentence,
      owner: id,
      where: { path: ['knowledge', at, 'similar', index] },
    })),
  ]);
  return [...samples, ...questions];
}
