import { z } from 'zod';
import type { ScriptDocument } from '../../contract/script-document.ts';
import { CodedError } from '../../foundation/errors.ts';
import { listDialogues } from '../../records/index.ts';
import { describeInput, describeMove, replayInThread, type Replay } from '../../rehearsal/index.ts';
import { describeProblem, findScript, loadScriptFile } from '../../scripts/index.ts';
import type { Office } from '../open-office.ts';
import { recordingFaultIn, withRecordingsIn } from '../script-recordings.ts';
import { officeCommand } from './command.ts';

const argsSchema = z.object({
  /** A script as a file has it, not published yet. */
  file: z.object({ text: z.string(), file: z.string(), folder: z.string() }).optional(),
  /** A published script; its newest version where none is named. */
  scriptId: z.string().optional(),
  version: z.number().int().min(1).optional(),
  /** Only calls that were held with this version. */
  heldWith: z.number().int().min(1).optional(),
  calls: z.array(z.string()).optional(),
  limit: z.number().int().min(1).max(10_000).default(1_000),
});
type ReplayArgs = z.output<typeof argsSchema>;

/**
 * `script replay`: past calls held again with another version of their script, by what their customers did then. Says of each what
 * would have gone otherwise; exit code 1 where anything would.
 */
export const scriptReplay = officeCommand(argsSchema, async (office, args, io) => {
  const document = await scriptOf(office, args);
  const { heldWith, calls: callIds, limit } = args;
  const filter = { scriptId: document.id, version: heldWith, callIds, limit };
  const dialogues = await listDialogues(office.database, office.tenantId, filter);
  const replays = await replayInThread(document, dialogues, (done) => io.progress(done, dialogues.length, 'calls'));
  const changed = replays.filter(({ differences }) => differences.length > 0);
  return {
    json: { script: document.id, calls: replays.length, same: replays.length - changed.length, changed },
    text: [
      ...changed.flatMap(describe),
      `${replays.length} calls replayed: ${replays.length - changed.length} the same, ${changed.length} otherwise`,
    ].join('\n'),
    exitCode: changed.length > 0 ? 1 : 0,
  };
});

async function scriptOf(
  { database, tenantId }: Office,
  { file, scriptId, version }: ReplayArgs,
): Promise<ScriptDocument> {
  if (file !== undefined) {
    const { document, problems } = loadScriptFile(file.text, recordingFaultIn(file.folder));
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (document === null || errors.length > 0)
      throw new CodedError('script-invalid', errors.map((problem) => describeProblem(problem, file.file)).join('\n'));
    // Recordings are named as calls name them: else each would be a difference.
    return withRecordingsIn(file.folder, document);
  }
  if (scriptId === undefined)
    throw new CodedError('bad-request', 'which script? its id and perhaps --version, or --script FILE');
  const found = await findScript(database, tenantId, scriptId, version);
  if (found) return found.document;
  const which = version === undefined ? '' : ` version ${version}`;
  throw new CodedError('script-unknown', `no script '${scriptId}'${which} is published: waihu script list`);
}

function describe({ callId, version, differences, partAt }: Replay): readonly string[] {
  return [
    `${callId} (held with version ${version})`,
    ...differences.flatMap(({ afterMs, input, before, after, step }) => [
      `  ${(afterMs / 1000).toFixed(1)} s ${describeInput(input)}`,
      ...before.map((move) => `    - ${describeMove(move)}`),
      ...after.map((move) => `    + ${describeMove(move)}`),
      ...(step === partAt ? ['    from here on the call would have been another'] : []),
    ]),
  ];
}
