/** What of a stream can be judged, and what must wait for more. */
export interface Sentences {
  readonly whole: readonly string[];
  readonly rest: string;
}

/** Without an end mark a sentence ends at a comma once it is this long, and anywhere at twice that. */
const longSentence = 60;
const ends = /[。！？!?；;\n]+[”’」』"')）]*|\.(?=\s)/u;

/**
 * The whole sentences at the beginning of `text`. A sentence is whole when its end mark has come, however the stream was cut
 * into pieces; what has none is whole at the end of the stream, which `isAll` says.
 */
export function splitSentences(text: string, isAll = false): Sentences {
  const whole: string[] = [];
  let rest = text;
  for (let cut = endOf(rest); cut > 0; cut = endOf(rest)) {
    whole.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut);
  }
  if (isAll && rest.trim() !== '') {
    whole.push(rest.trim());
    rest = '';
  }
  return { whole: whole.filter((sentence) => /[\p{L}\p{N}]/u.test(sentence)), rest };
}

/** Where the first sentence ends; 0 where it may go on. */
function endOf(text: string): number {
  const end = ends.exec(text);
  const marked = end === null ? 0 : end.index + end[0].length;
  if (marked > 0 && marked <= longSentence * 2) return marked;
  if (text.length <= longSentence) return 0;
  const comma = text.slice(0, longSentence * 2).lastIndexOf('，');
  if (comma > 0) return comma + 1;
  return text.length >= longSentence * 2 ? longSentence * 2 : 0;
}
