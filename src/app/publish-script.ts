import { dirname, resolve } from 'node:path';
import { CodedError } from '../foundation/errors.ts';
import { describeProblem, loadScriptFile, publishScript } from '../scripts/index.ts';
import type { Office } from './open-office.ts';
import { recordingFaultIn, withRecordingsIn } from './script-recordings.ts';

/**
 * Checks a script file and publishes it as the next version. Every problem is named at once, with its line. Its recordings are
 * looked for in `folder`: from then on they stay where they are.
 */
export async function publishScriptText(
  office: Pick<Office, 'database' | 'tenantId' | 'world'>,
  text: string,
  file: string,
  folder = dirname(resolve(file)),
  { by = 'terminal', note }: { readonly by?: string; readonly note?: string | undefined } = {},
): Promise<{ readonly scriptId: string; readonly version: number }> {
  const { document, problems } = loadScriptFile(text, recordingFaultIn(folder));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!document || errors.length > 0)
    throw new CodedError('script-invalid', errors.map((problem) => describeProblem(problem, file)).join('\n'), {
      file,
      problems: errors.length,
    });
  const rooted = withRecordingsIn(folder, document);
  const { version } = await publishScript(office.database, office.tenantId, rooted, {
    by,
    atMs: office.world.clock.now(),
    note,
  });
  return { scriptId: document.id, version };
}
