import type { LinesDocument } from '../../../contract/lines-document.ts';
import { lintIvr, type IvrProblem } from './lint-ivr.ts';

/** The problems of all flows of a lines document, each with its place in that document. */
export function ivrProblemsOf(lines: LinesDocument): readonly IvrProblem[] {
  const around = {
    flows: lines.ivrs,
    calendars: namesOf(lines.calendars),
    queues: namesOf(lines.queues),
    extensions: namesOf(lines.extensions),
    trunks: namesOf(lines.trunks),
  };
  return lines.ivrs.flatMap((document, index) =>
    lintIvr(document, around).map((problem) => ({ ...problem, path: ['ivrs', index, ...problem.path] })),
  );
}

function namesOf(entries: readonly { readonly name: string }[]): readonly string[] {
  return entries.map(({ name }) => name);
}
