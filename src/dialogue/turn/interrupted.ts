import { countOf } from '../count.ts';
import type { Turn } from './turn.ts';

/** A sentence of which less than this was heard counts as not said: asked again, it is asked in the same words. */
const heardEnough = 0.6;

/** A sentence of ours is over: to its end, or cut off after `spokenText`. */
export function noteSaid(turn: Turn, sayId: string, completed: boolean, spokenText: string): void {
  const { memory } = turn;
  const index = memory.spoken.findIndex((line) => line.sayId === sayId);
  const line = memory.spoken[index];
  if (line === undefined) return;
  if (completed) {
    line.unheard = '';
    return;
  }
  line.unheard = remainder(line.text, spokenText);
  if (spokenText.length < line.text.length * heardEnough) rotateBack(turn, line.rotationKey);
  // What stood in line behind it was never begun.
  for (const later of memory.spoken.slice(index + 1)) {
    later.unheard = later.text;
    rotateBack(turn, later.rotationKey);
  }
}

function rotateBack(turn: Turn, key: string): void {
  const count = countOf(turn.memory.rotation, key);
  if (count > 0) turn.memory.rotation[key] = count - 1;
}

/** What is left of `text` from the beginning of the sentence in which it was cut off. */
export function remainder(text: string, spokenText: string): string {
  const spoken = Math.min(spokenText.length, text.length);
  if (spoken === text.length) return '';
  const before = text.slice(0, spoken);
  const lastEnd = Math.max(...['。', '？', '！', '?', '!', '；'].map((mark) => before.lastIndexOf(mark)));
  return text.slice(lastEnd + 1).trim();
}
