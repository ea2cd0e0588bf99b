import type { RecordedLine, RecordedPart } from '../contract/recorded-line.ts';
import type { Utterance } from '../contract/script-document.ts';
import { namesIn } from './template.ts';

/** Whether a part of a recorded line is a file, and not words. */
export const isRecording = (part: string): boolean => /\.wav$/i.test(part);

/**
 * The recording of an utterance with its places filled by `render`, null where it has none. A part that ends in `.wav` is a
 * file; one with a place in its name (`names/{surname}.wav`) is the recording of that value, and the value itself is
 * said where there is none. Any other part is words. Null from `render` is null for the whole.
 */
export function recordedLine(utterance: Utterance, render: (text: string) => string | null): RecordedLine | null {
  const audio = 'audio' in utterance ? (utterance.audio ?? null) : null;
  if (audio === null || typeof audio === 'string') return audio;
  const parts: RecordedPart[] = [];
  for (const part of audio) {
    const rendered = partOf(part, render);
    if (rendered === null) return null;
    parts.push(rendered);
  }
  return parts;
}

function partOf(part: string, render: (text: string) => string | null): RecordedPart | null {
  if (!isRecording(part)) {
    const text = render(part);
    return text === null ? null : { file: null, text };
  }
  const names = namesIn(part);
  if (names.length === 0) return { file: part, text: null };
  const text = render(names.map((name) => `{${name}}`).join(''));
  // A value is a name of a file, never a way to another folder.
  const file = text === null || /[/\\]|\.\./.test(text) ? null : render(part);
  return text === null ? null : { file, text };
}
