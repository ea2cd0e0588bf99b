import type { TenantId } from '../contract/ids.ts';
import type { DraftEffects, EffectsWish } from '../contract/tuning.ts';
import { CodedError } from '../foundation/errors.ts';
import { listDialogues } from '../records/index.ts';
import { compareInThread, loadCaseFile } from '../rehearsal/index.ts';
import { documentOf, findDraft } from '../scripts/index.ts';
import type { Database } from '../storage/index.ts';

/**
 * What publishing a draft would change, tried on cases and on the newest calls of its script. Throws `script-not-found`, `script-invalid`,
 * `cases-invalid`.
 */
export async function draftEffects(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  { cases: text, calls }: EffectsWish,
  progress: (done: number, of: number) => void = () => undefined,
): Promise<DraftEffects> {
  const draft = await findDraft(database, tenantId, scriptId);
  if (draft === null)
    throw new CodedError('script-not-found', `nobody is working on a draft of '${scriptId}'`, { scriptId });
  const versions = { before: await documentOf(database, tenantId, scriptId, 'newest'), after: draft.document };
  const cases = text === undefined ? null : loadCaseFile(text, `${scriptId}.cases.yaml`);
  const dialogues = calls === 0 ? [] : await listDialogues(database, tenantId, { scriptId, limit: calls });
  const effects = await compareInThread(versions, { cases, dialogues }, (done) => progress(done, 2 * dialogues.length));
  return { scriptId, ...effects };
}

/** For the terminal. */
export function describeEffects({ cases, calls, collisions }: DraftEffects): string {
  const outcome = (right: boolean): string => (right ? 'as it should' : 'otherwise');
  const caseLines = (cases?.changed ?? []).flatMap(({ name, line, from, to, said }) => [
    `case '${name}' (line ${line}): went ${outcome(from)}, goes ${outcome(to)}`,
    ...said.map((one) => `    ${one}`),
  ]);
  const callLines = calls.changed.flatMap(({ callId, steps, parts }) => [
    callId,
    ...steps.flatMap(({ afterMs, input, before, after }) => [
      `  ${(afterMs / 1000).toFixed(1)} s ${input}`,
      ...before.map((move) => `    - ${move}`),
      ...after.map((move) => `    + ${move}`),
    ]),
    ...(parts ? ['    from here on the call would have been another'] : []),
  ]);
  return [
    ...caseLines,
    ...callLines,
    ...collisions,
    cases === null ? 'no cases were given' : `${cases.changed.length} of ${cases.count} cases change`,
    `${calls.changed.length} of ${calls.count} past calls would go otherwise`,
    `${collisions.length} sentences are understood as two things now`,
  ].join('\n');
}
