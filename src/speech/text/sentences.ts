/** A stretch to synthesise at once, with the pause after it. */
export interface Sentence {
  readonly text: string;
  readonly sourceStart: number;
  readonly pauseMs: number;
}

const longestChars = 60;
const sentencePauseMs = 220;
const clausePauseMs = 120;

/**
 * Cuts a text where a reader breathes, so that the first sound need not wait for the last word: at sentence ends, and
 * at commas, or failing those anywhere, where a sentence is longer than 60 characters. Nothing is lost or added.
 */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const match of text.matchAll(/[^。！？!?；;\n]*(?:[。！？!?；;\n]+["”』」’]?\s*|$)/gu))
    if (match[0] !== '') sentences.push(...shortened(match[0], match.index));
  return sentences;
}

function shortened(sentence: string, sourceStart: number): Sentence[] {
  const parts: Sentence[] = [];
  let at = 0;
  while (sentence.length - at > longestChars) {
    const comma = lastComma(sentence.slice(at, at + longestChars));
    const length = comma > 0 ? comma : wholeCharacters(sentence, at + longestChars) - at;
    parts.push({
      text: sentence.slice(at, at + length),
      sourceStart: sourceStart + at,
      pauseMs: comma > 0 ? clausePauseMs : 0,
    });
    at += length;
  }
  parts.push({ text: sentence.slice(at), sourceStart: sourceStart + at, pauseMs: sentencePauseMs });
  return parts;
}

function lastComma(text: string): number {
  const match = /.*[，,、：:](?!\d)/su.exec(text);
  return match ? match[0].length : 0;
}

/** Never between the halves of a surrogate pair. */
function wholeCharacters(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd8_00 && code <= 0xdb_ff ? end - 1 : end;
}
