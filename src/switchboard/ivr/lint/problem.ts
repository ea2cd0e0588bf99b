import type { IvrDocument } from '../../../contract/ivr-document.ts';

/** One fault of a flow: what, where and what was wanted. */
export interface IvrProblem {
  readonly code: IvrProblemCode;
  readonly message: string;
  readonly flow: string;
  readonly node: string | null;
  /** Where in the document, as keys and indexes. */
  readonly path: readonly (string | number)[];
}

export type IvrProblemCode =
  | 'leads-nowhere'
  | 'unreachable'
  | 'no-way-on'
  | 'no-way-out'
  | 'endless-loop'
  | 'unknown-variable'
  | 'unknown-calendar'
  | 'unknown-name'
  | 'secret-shown'
  | 'duplicate'
  | 'impossible'
  | 'host-varies';

/** What a flow may name beside itself; what is absent is not known and not checked. */
export interface IvrSurroundings {
  /** Every flow of the document, itself among them. */
  readonly flows?: readonly IvrDocument[];
  readonly calendars?: readonly string[];
  readonly queues?: readonly string[];
  readonly extensions?: readonly string[];
  readonly trunks?: readonly string[];
}

export interface Findings {
  readonly document: IvrDocument;
  readonly around: IvrSurroundings;
  readonly problems: IvrProblem[];
}

export interface Where {
  readonly node?: string;
  readonly path: readonly (string | number)[];
}

export function report(
  { document, problems }: Findings,
  code: IvrProblemCode,
  { node, path }: Where,
  what: string,
): void {
  const place = node === undefined ? '' : ` node '${node}'`;
  problems.push({
    code,
    message: `ivr '${document.name}'${place}: ${what}`,
    flow: document.name,
    node: node ?? null,
    path,
  });
}
