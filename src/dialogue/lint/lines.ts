import type { ScriptDocument, Utterance } from '../../contract/script-document.ts';
import type { Where } from './problem.ts';

/** One wording of a script and where it stands: `path` ends with its number in the list of wordings. */
export interface PlacedLine {
  readonly utterance: Utterance;
  readonly where: Where;
}

/** Every wording that a call may hear, in the order of the document. */
export function linesOf({ flows, knowledge, slots, patterns, experiments }: ScriptDocument): readonly PlacedLine[] {
  return Object.entries({ flows, knowledge, slots, patterns, experiments }).flatMap(([key, value]) =>
    linesIn(value, [key]),
  );
}

function linesIn(value: unknown, path: readonly (string | number)[]): readonly PlacedLine[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isUtterance(value)) return [{ utterance: value, where: whereOf(path) }];
  if (Array.isArray(value)) return value.flatMap((item, index) => linesIn(item, [...path, index]));
  return Object.entries(value).flatMap(([key, inner]) => linesIn(inner, [...path, key]));
}

/** Nothing else of a script has a text beside, at most, its recording. */
function isUtterance(value: object): value is Utterance {
  return (
    'text' in value &&
    typeof value.text === 'string' &&
    Object.keys(value).every((key) => key === 'text' || key === 'audio')
  );
}

function whereOf(path: readonly (string | number)[]): Where {
  const [part, flow, nodes, node] = path;
  return part === 'flows' && nodes === 'nodes' ? { flow: String(flow), node: String(node), path } : { path };
}
