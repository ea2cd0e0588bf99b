import type { BargeInPolicy } from '../../contract/script-document.ts';
import { unreachable } from '../../foundation/errors.ts';

export interface BargeInFacts {
  readonly playStartedAtMs: number;
  readonly speechStartedAtMs: number;
  /** Voiced frames of this speech so far. */
  readonly voicedMs: number;
  /** Now: the latest frame. */
  readonly atMs: number;
  /** Words of this speech so far, empty or null where none came. */
  readonly partialText: string | null;
  /** Words come for this leg (a recogniser, real-time text): worth a moment's wait where they may be mere backchannel. */
  readonly textExpected?: boolean;
  /** Backchannel words (嗯、啊、哦、对), which alone do not interrupt. */
  readonly fillers: readonly string[];
  /** A line the law wants heard to its end. */
  readonly disclosure?: boolean;
}

/** `wait`: not decided yet, ask again with the next frame. `ignore`: as things stand this never interrupts. */
export type BargeInVerdict = 'interrupt' | 'wait' | 'ignore';

/** How long words may be awaited after the minimum speech, so that a 嗯 is known as one. */
const wordsGraceMs = 100;
/** A voice that lasts longer than its words explain has said more than they show. */
const msPerFillerChar = 350;
const fillerSlackMs = 500;

/** Does this speech interrupt that sentence? */
export function bargeIn(policy: BargeInPolicy, facts: BargeInFacts): BargeInVerdict {
  if (facts.disclosure === true) return 'ignore';
  switch (policy.mode) {
    case 'never':
      return 'ignore';
    case 'always':
      return countedSpeechMs(facts, 0) >= policy.minSpeechMs ? 'interrupt' : 'wait';
    case 'keyword':
      return policy.keywords.some((keyword) => includesWord(facts.partialText ?? '', keyword)) ? 'interrupt' : 'wait';
    case 'after':
      return afterProtection(policy, facts);
    default:
      return unreachable(policy);
  }
}

function afterProtection(policy: BargeInPolicy & { mode: 'after' }, facts: BargeInFacts): BargeInVerdict {
  const spokenMs = countedSpeechMs(facts, policy.protectMs);
  if (spokenMs < policy.minSpeechMs) return 'wait';
  const text = facts.partialText ?? '';
  if (text.trim() === '')
    return facts.textExpected === true && spokenMs < policy.minSpeechMs + wordsGraceMs ? 'wait' : 'interrupt';
  if (!onlyBackchannel(text, facts.fillers)) return 'interrupt';
  return facts.voicedMs > fillerSlackMs + msPerFillerChar * bareOf(text).length ? 'interrupt' : 'ignore';
}

/** Speech counts from where the sentence may be interrupted: talk that began before goes on counting from there. */
function countedSpeechMs(facts: BargeInFacts, protectMs: number): number {
  const openAtMs = facts.playStartedAtMs + protectMs;
  if (facts.speechStartedAtMs >= openAtMs) return facts.voicedMs;
  return Math.max(0, Math.min(facts.voicedMs, facts.atMs - openAtMs));
}

function bareOf(text: string): string {
  return text.replaceAll(/[\p{P}\p{Z}\p{S}]/gu, '').toLowerCase();
}

function includesWord(text: string, word: string): boolean {
  const bare = bareOf(word);
  return bare !== '' && bareOf(text).includes(bare);
}

/** True where a text is made of backchannel words alone (嗯嗯，对). An empty text is not. */
export function onlyBackchannel(text: string, fillers: readonly string[]): boolean {
  const bare = bareOf(text);
  if (bare === '') return false;
  const words = fillers.map(bareOf).filter((word) => word !== '');
  /** reachable[i]: the first i characters are a row of fillers. */
  const reachable = [true];
  for (let end = 1; end <= bare.length; end++)
    reachable[end] = words.some(
      (word) => end >= word.length && reachable[end - word.length] && bare.endsWith(word, end),
    );
  return reachable[bare.length] === true;
}
