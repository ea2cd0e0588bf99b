import { onlyBackchannel } from './barge-in.ts';

export interface InterruptionFacts {
  /** Voice of the speech that stopped the robot. */
  readonly voicedMs: number;
  /** All its words, empty where none came. */
  readonly text: string;
  readonly fillers: readonly string[];
}

/** A sound shorter than this without words was a cough or a door. */
const coughMs = 600;

/** Once the turn is over: was it an interruption at all? `resume`: no, go on at the sentence that was cut. */
export function judgeInterruption(facts: InterruptionFacts): 'resume' | 'real' {
  if (facts.text.trim() === '') return facts.voicedMs < coughMs ? 'resume' : 'real';
  return onlyBackchannel(facts.text, facts.fillers) ? 'resume' : 'real';
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
