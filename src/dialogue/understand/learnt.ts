import type { Intent, Knowledge } from '../../contract/script-document.ts';
import { canonicalText } from '../entity/clause.ts';
import { classify, type Classifier, type LabelledSamples } from './classifier/classifier.ts';
import { telesales } from './corpus/index.ts';
import { inOrder, labelOf, leastConfidence, matchMeanings, sure, type Match, type Meaning } from './match-intents.ts';

/** What the place in the script asks for is so many times likelier to be meant there. */
const expectedOdds = 3;
/** Where one thing ends and another begins: 不贵但是我没时间. */
const turns = /[，,。！？；!?;]|但是|可是|不过|只是|而且|另外|还有就是|然后/u;
const shortestClause = 3;
const mostKnown = 15;

/** What a script's meanings are learnt from: its own samples and, for standard intents, what people are known to say. */
export function samplesToLearn(
  intents: readonly Intent[],
  knowledge: readonly Knowledge[],
): readonly LabelledSamples[] {
  return [
    ...intents.map(({ id, samples }) => ({
      id: labelOf({ of: 'intent', id }),
      samples: [...samples, ...someOf(telesales[id] ?? [])],
    })),
    ...knowledge.map(({ id, question, similar }) => ({
      id: labelOf({ of: 'knowledge', id }),
      samples: [question, ...similar],
    })),
  ].filter(({ samples }) => samples.length > 0);
}

/** All of them are in the experience already: some keep their intent from being unlearnt beside the script's own. */
function someOf(known: readonly string[]): readonly string[] {
  const every = Math.max(1, Math.floor(known.length / mostKnown));
  return known.filter((_, index) => index % every === 0);
}

export interface Learnt {
  readonly meanings: readonly Meaning[];
  /** Null until it has learnt. */
  readonly classifier: Classifier | null;
}

/**
 * What a sentence may mean, the reading to act on first. Where keywords, patterns and samples say nothing sure, what was learnt decides:
 * of the whole sentence and of its clauses, for it may mean two things. `expected` are the intents that the place in the script asks for.
 */
export function understand(
  { meanings, classifier }: Learnt,
  text: string,
  expected: ReadonlySet<string> = new Set(),
): readonly Match[] {
  const matches = matchMeanings(meanings, text);
  if (classifier === null || matches.some(({ confidence }) => confidence >= sure)) return matches;
  const clauses = text.split(turns).filter(({ length }) => length >= shortestClause);
  const likely = new Map<string, number>();
  for (const said of new Set([text, ...clauses])) {
    const { guesses, understood } = classify(classifier, said);
    if (understood === null) continue;
    for (const { id, probability } of guesses) {
      if (probability < 1 - leastConfidence) break;
      likely.set(id, Math.max(likely.get(id) ?? 0, probability));
    }
  }
  const plain = canonicalText(text).replaceAll('，', '');
  const possible = meanings.filter(({ notKeywords }) => !notKeywords.some((word) => plain.includes(word)));
  return inOrder(joined(possible, matches, likely, expected));
}

function joined(
  meanings: readonly Meaning[],
  matches: readonly Match[],
  likely: ReadonlyMap<string, number>,
  expected: ReadonlySet<string>,
): readonly Match[] {
  return meanings.flatMap(({ id, of, polarity, generic }) => {
    const match = matches.find((other) => other.id === id && other.of === of);
    const probability = likely.get(labelOf({ of, id })) ?? 0;
    const learnt = of === 'intent' && expected.has(id) ? withOdds(probability, expectedOdds) : probability;
    const confidence = Math.max(match?.confidence ?? 0, Math.round(learnt * 100) / 100);
    return confidence < leastConfidence ? [] : [{ id, of, polarity, generic, confidence }];
  });
}

const withOdds = (probability: number, odds: number): number =>
  (probability * odds) / (probability * odds + 1 - probability);
