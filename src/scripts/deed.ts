import type { HistoryLine, ScriptDeed } from '../contract/script-library.ts';

/** Who does something to a script, when, and why. */
export interface Deed {
  /** A login, a key's name, or `terminal`. */
  readonly by: string;
  readonly atMs: number;
  readonly note?: string | undefined;
}

/** How it stands in the script's history. */
export function lineOf(what: ScriptDeed, { by, atMs, note }: Deed, version: number | null = null): HistoryLine {
  return { atMs, by, deed: what, version, note: note ?? null };
}
