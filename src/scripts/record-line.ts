import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import { linesOf } from '../dialogue/index.ts';
import { CodedError } from '../foundation/errors.ts';
import { placeIn } from './diff/place-in-words.ts';

/** Every wording of a script by the words that name its place: `main/ask say 2`, `knowledge price answers 1`. */
export function linesByPlace(document: ScriptDocument): ReadonlyMap<string, string> {
  return new Map(linesOf(document).map(({ utterance, where }) => [placeOfLine(document, where.path), utterance.text]));
}

/** The script with a recording of one wording. Throws `script-line-unknown` where it has none of that name. */
export function withRecording(document: ScriptDocument, place: string, audio: string): ScriptDocument {
  const line = linesOf(document).find(({ where }) => placeOfLine(document, where.path) === place);
  if (line === undefined) {
    const [example] = linesByPlace(document).keys();
    throw new CodedError(
      'script-line-unknown',
      `script '${document.id}' has no wording '${place}': they are named like '${example ?? 'main/ask say 1'}'`,
      { scriptId: document.id, place },
    );
  }
  const recorded = { ...line.utterance, audio };
  return scriptDocumentSchema.parse(replaced(document, line.where.path, recorded));
}

/** Questions are named by their id; in the document they stand in a list. */
function placeOfLine({ knowledge }: ScriptDocument, path: readonly (string | number)[]): string {
  const [part, at, ...rest] = path;
  const id = part === 'knowledge' && typeof at === 'number' ? knowledge[at]?.id : undefined;
  return placeIn(id === undefined ? path : ['knowledge', id, ...rest]);
}

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replaced(item, rest, by) : item));
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [step]: replaced(record[step], rest, by) };
}
