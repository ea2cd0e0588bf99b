import type { ScriptChange, ScriptDiff } from '../../contract/script-library.ts';

const marks = { added: '+', removed: '-', changed: '~' } as const;

/** A diff for the terminal: a line each change, and before and after below it where it changed. */
export function describeDiff({ scriptId, from, to, changes }: ScriptDiff): string {
  const head = `script '${scriptId}', ${from} → ${to}: ${changes.length === 0 ? 'no difference' : `${changes.length} ${changes.length === 1 ? 'difference' : 'differences'}`}`;
  return [head, ...changes.flatMap(linesOfChange)].join('\n');
}

function linesOfChange({ kind, part, place, before, after }: ScriptChange): readonly string[] {
  const title = `${marks[kind]} ${part} ${place.startsWith(`${part} `) ? place.slice(part.length + 1) : place}`;
  if (kind === 'added') return [`${title}: ${shortly(after)}`];
  if (kind === 'removed') return [`${title}: ${shortly(before)}`];
  return [title, `    - ${shortly(before)}`, `    + ${shortly(after)}`];
}

/** What a value says to people: the words of a wording, where a branch leads, else its JSON. */
function shortly(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if ('text' in value && typeof value.text === 'string')
      return 'audio' in value ? `${value.text} [${JSON.stringify(value.audio)}]` : value.text;
    if ('on' in value && 'to' in value) return branchWords(value as BranchWords);
  }
  return JSON.stringify(value);
}

interface BranchWords {
  readonly on: string;
  readonly to: string;
  readonly intent?: string;
  readonly digits?: string;
  readonly when?: unknown;
  readonly tag?: string;
}

function branchWords({ on, intent, digits, when, to, tag }: BranchWords): string {
  const heard = [on, intent, digits].filter((word) => word !== undefined).join(' ');
  return `${heard}${when === undefined ? '' : ` when ${JSON.stringify(when)}`} → ${to}${tag === undefined ? '' : ` #${tag}`}`;
}
