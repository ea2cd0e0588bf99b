import { onlyBackchannel } from './barge-in.ts';

export interface InterruptionFacts {
  /** Voice of the speech that stopped the robot. */
  readonly voicedMs: number;
  /** Quiet since its last voiced frame. */
  readonly quietMs: number;
  /** All its words, empty where none came. */
  readonly text: string;
  readonly fillers: readonly string[];
}

export interface InterruptionRules {
  /** A sound shorter than this without words was a cough or a door. */
  readonly coughMs: number;
  /** Quiet to wait before saying so: words may be on their way. */
  readonly settleMs: number;
}

export const defaultInterruptionRules: InterruptionRules = { coughMs: 600, settleMs: 700 };

/**
 * Was it an interruption at all? `resume`: no, go on at the sentence that was cut. `real`: yes, the turn is the
 * customer's. `wait`: ask again later.
 */
export function judgeInterruption(
  facts: InterruptionFacts,
  rules: InterruptionRules = defaultInterruptionRules,
): 'resume' | 'real' | 'wait' {
  const empty = facts.text.trim() === '';
  if (!empty && !onlyBackchannel(facts.text, facts.fillers)) return 'real';
  if (facts.quietMs < rules.settleMs) return 'wait';
  if (!empty) return 'resume';
  return facts.voicedMs < rules.coughMs ? 'resume' : 'real';
}

/** The text to say again after a false interruption: from the start of the sentence in which `spokenText` ended. */
export function textToResume(text: string, spokenText: string): string {
  const spoken = Math.min(text.startsWith(spokenText) ? spokenText.length : 0, text.length);
  let start = 0;
  for (const match of text.matchAll(/[。！？!?；;]+["”』」]?\s*|\.\s+/gu)) {
    const after = match.index + match[0].length;
    if (after > spoken) break;
    start = after;
  }
  return text.slice(start);
}
