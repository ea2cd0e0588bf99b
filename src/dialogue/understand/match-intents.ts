import type { Intent, Knowledge } from '../../contract/script-document.ts';
import { canonicalText, clausesOf, isQuestion } from '../entity/clause.ts';
import { saysKeyword } from './keyword.ts';
import { profileOf, similarity, type SentenceProfile } from './similarity.ts';

export type Polarity = Intent['polarity'];

/** What a sentence may mean: an intent or a question of the knowledge base, prepared for comparing. */
export interface Meaning {
  readonly id: string;
  readonly of: 'intent' | 'knowledge';
  readonly polarity: Polarity;
  /** Plain yes, no and no-thank-you: they answer the node, and say nothing by themselves. */
  readonly generic: boolean;
  readonly keywords: readonly string[];
  readonly notKeywords: readonly string[];
  readonly patterns: readonly RegExp[];
  readonly samples: readonly { readonly text: string; readonly profile: SentenceProfile }[];
}

export interface Match {
  readonly id: string;
  readonly of: Meaning['of'];
  readonly polarity: Polarity;
  readonly generic: boolean;
  /** 0 to 1. */
  readonly confidence: number;
}

/** How a meaning is called where intents and questions of the knowledge base stand together: `intent:price`. */
export const labelOf = ({ of, id }: Pick<Meaning, 'of' | 'id'>): string => `${of}:${id}`;

/** Below this nothing is understood. */
export const leastConfidence = 0.6;
/** Readings as sure as this need no second look: keywords, patterns and samples are, and much of what was learnt. */
export const sure = 0.75;
const genericIntents = new Set(['affirm', 'deny', 'refuse']);
/** 喂 and 听得到 come before what is meant, and mean little beside it. */
const courtesies = new Set(['greeting', 'hear-you']);
/** Longer sentences are cut before regular expressions see them. */
const longestText = 200;

export function prepareIntent(intent: Intent): Meaning {
  return {
    id: intent.id,
    of: 'intent',
    polarity: intent.polarity,
    generic: genericIntents.has(intent.id),
    keywords: intent.keywords.map(canonicalText).filter((keyword) => keyword !== ''),
    notKeywords: intent.notKeywords.map(canonicalText).filter((keyword) => keyword !== ''),
    patterns: intent.patterns.map((pattern) => new RegExp(pattern, 'iu')),
    samples: intent.samples.map(prepareSample),
  };
}

export function prepareKnowledge(knowledge: Knowledge): Meaning {
  return {
    id: knowledge.id,
    of: 'knowledge',
    polarity: 'neutral',
    generic: false,
    keywords: knowledge.keywords.map(canonicalText).filter((keyword) => keyword !== ''),
    notKeywords: [],
    patterns: [],
    samples: [knowledge.question, ...knowledge.similar].map(prepareSample),
  };
}

function prepareSample(sample: string): Meaning['samples'][number] {
  const text = canonicalText(sample);
  return { text: text.replaceAll('，', ''), profile: profileOf(text) };
}

/**
 * What a sentence may mean, the reading to act on first. Among readings that are sure, refusing goes before asking, asking before
 * no, no before yes: "好的，多少钱" wants the price, "不用了，别再打了" wants no call.
 */
export function matchMeanings(meanings: readonly Meaning[], text: string): readonly Match[] {
  const canonical = canonicalText(text).slice(0, longestText);
  if (canonical === '') return [];
  const profile = profileOf(canonical);
  const matches: Match[] = [];
  for (const meaning of meanings) {
    const confidence = confidenceOf(meaning, canonical, profile);
    if (confidence < leastConfidence) continue;
    const { id, of, polarity, generic } = meaning;
    matches.push({ id, of, polarity, generic, confidence: Math.round(confidence * 100) / 100 });
  }
  return inOrder(matches);
}

/** The reading to act on first comes first. */
export function inOrder(matches: readonly Match[]): readonly Match[] {
  return matches.toSorted((left, right) => urgency(right) - urgency(left) || right.confidence - left.confidence);
}

function urgency(match: Match): number {
  if (courtesies.has(match.id)) return 1;
  if (match.confidence < 0.75) return match.generic ? 0 : 1;
  switch (match.polarity) {
    case 'refuse':
      return match.generic ? 4 : 6;
    case 'neutral':
      return 5;
    case 'negative':
      return match.generic ? 3 : 5;
    case 'positive':
      return 2;
  }
}

function confidenceOf(meaning: Meaning, canonical: string, profile: SentenceProfile): number {
  const plain = canonical.replaceAll('，', '');
  if (meaning.samples.some((sample) => sample.text === plain)) return 1;
  const clauses = clausesOf(canonical).filter((clause) => !(meaning.generic && isQuestion(clause)));
  if (meaning.notKeywords.some((word) => plain.includes(word))) return 0;
  return Math.max(
    meaning.patterns.some(
      (pattern) => clauses.some((clause) => pattern.test(clause)) || (!meaning.generic && pattern.test(plain)),
    )
      ? 0.95
      : 0,
    keywordConfidence(meaning.keywords, clauses, plain.length),
    closestSample(meaning, profile),
  );
}

/** 0.8 for a keyword in a long sentence, up to 0.95 where it is the sentence. */
function keywordConfidence(keywords: readonly string[], clauses: readonly string[], length: number): number {
  let longest = 0;
  for (const keyword of keywords) {
    if (keyword.length > longest && clauses.some((clause) => saysKeyword(clause, keyword))) longest = keyword.length;
  }
  return longest === 0 ? 0 : 0.8 + (0.15 * longest) / Math.max(longest, length);
}

function closestSample(meaning: Meaning, profile: SentenceProfile): number {
  let closest = 0;
  for (const sample of meaning.samples) closest = Math.max(closest, similarity(sample.profile, profile));
  return Math.min(closest, 0.98);
}
