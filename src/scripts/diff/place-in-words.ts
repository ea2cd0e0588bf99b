import type { ScriptPart } from '../../contract/script-library.ts';

type Path = readonly (string | number)[];

const parts: Readonly<Record<string, ScriptPart>> = {
  intents: 'intent',
  knowledge: 'knowledge',
  slots: 'slot',
  variables: 'variable',
  patterns: 'pattern',
  grades: 'grade',
  experiments: 'experiment',
};

/** Which part of a script a path stands in: the smallest that has a name. What is said is told by its value. */
export function partOf(path: Path): ScriptPart {
  const [first, , third] = path;
  if (first === 'flows') {
    if (third !== 'nodes' || path.length < 4) return 'flow';
    return path[4] === 'branches' ? 'branch' : 'node';
  }
  return parts[String(first)] ?? 'setting';
}

/** A path as people say it: `main/ask-date say 2`, `intent busy samples 3`, `pattern silence say 1`. Numbers begin with 1. */
export function placeIn(path: Path): string {
  const [first, name, third, node, ...rest] = path;
  if (first === 'flows' && third === 'nodes' && node !== undefined) return words([`${name}/${node}`, ...rest]);
  if (first === 'flows' && name !== undefined) return words(['flow', name, ...path.slice(2)]);
  const part = parts[String(first)];
  return words(part === undefined || name === undefined ? path : [part, ...path.slice(1)]);
}

const words = (path: Path): string =>
  path.map((step) => (typeof step === 'number' ? String(step + 1) : step)).join(' ');
