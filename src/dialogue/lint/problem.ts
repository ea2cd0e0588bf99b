import type { ScriptDocument } from '../../contract/script-document.ts';
import { labelOf } from '../place.ts';

/** One fault of a script: what, where and what was wanted. */
export interface ScriptProblem {
  readonly code: ProblemCode;
  /** A script with errors cannot run; warnings are for the author. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly flow: string | null;
  readonly node: string | null;
  /** Where in the document, as keys and indexes. */
  readonly path: readonly (string | number)[];
}

export type ProblemCode =
  | 'syntax'
  | 'shape'
  | 'no-main-flow'
  | 'leads-nowhere'
  | 'unreachable'
  | 'unknown-variable'
  | 'unknown-slot'
  | 'unknown-intent'
  | 'unknown-function'
  | 'unknown-product'
  | 'no-way-on'
  | 'endless-loop'
  | 'branch-incomplete'
  | 'branch-never-taken'
  | 'return-from-nowhere'
  | 'identity-missing'
  | 'duplicate'
  | 'recording-incomplete'
  | 'recording-unusable'
  | 'pattern-broken'
  | 'said-once'
  | 'word-forbidden'
  | 'place-unfilled'
  | 'recording-missing'
  | 'variable-unfit'
  | 'loop-unlimited'
  | 'intents-collide'
  | 'forbidden-promise'
  | 'unknown-text'
  | 'experiment-broken'
  | 'experiment-shared';

/** Gathers problems of one script with the words they all begin with. */
export interface Findings {
  readonly document: ScriptDocument;
  readonly problems: ScriptProblem[];
  /** What is wrong with a recording of that name, null for nothing; absent where nobody can look. */
  readonly recordingFault?: ((file: string) => string | null) | undefined;
}

export interface Where {
  readonly flow?: string;
  readonly node?: string;
  readonly path: readonly (string | number)[];
}

export function report(
  findings: Findings,
  code: ProblemCode,
  where: Where,
  what: string,
  severity: ScriptProblem['severity'] = 'error',
): void {
  const { flow = null, node = null, path } = where;
  const { document, problems } = findings;
  const place = flow === null ? '' : node === null ? ` flow '${flow}'` : ` node '${labelOf(document, { flow, node })}'`;
  problems.push({ code, severity, message: `script '${document.id}'${place}: ${what}`, flow, node, path });
}
