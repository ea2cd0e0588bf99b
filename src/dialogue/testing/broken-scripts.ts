import type { ScriptDocument } from '../../contract/script-document.ts';
import { scriptDocumentSchema } from '../../contract/script-document.ts';
import type { ProblemCode } from '../lint/problem.ts';
import { brokenExperiments } from './broken-experiments.ts';
import { brokenNames } from './broken-names.ts';
import { brokenToPublish } from './broken-to-publish.ts';
import { brokenToRun } from './broken-to-run.ts';
import { smallScript } from './small-script.ts';

/** A script that breaks one rule of lint. */
export interface BrokenScript {
  readonly code: ProblemCode;
  readonly document: ScriptDocument;
  /** What the message of the fault holds. */
  readonly message: string;
}

const withoutMain: BrokenScript = {
  code: 'no-main-flow',
  document: scriptDocumentSchema.parse({ ...smallScript({ start: { kind: 'end' } }), flows: {} }),
  message: "script 'small': one flow must be of kind 'main', where the call begins; none is",
};

/** A script at least for every place in lint that finds a fault; `every-rule.test.ts` sees that none is missing. */
export const brokenScripts: readonly BrokenScript[] = [
  withoutMain,
  ...[...brokenToRun, ...brokenNames, ...brokenExperiments].map(([code, nodes, rest, message]) => ({
    code,
    document: smallScript(nodes, rest),
    message,
  })),
  ...brokenToPublish.map(([code, nodes, rest, , message]) => ({ code, document: smallScript(nodes, rest), message })),
];

/** What somebody who can look says of the recordings of these scripts. */
export function recordingFaultOfBroken(file: string): string | null {
  return file === 'broken.wav' ? `the recording '${file}' is no wav file` : null;
}
