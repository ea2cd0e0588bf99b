import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiDoors } from '../../api/index.ts';
import { parseWav } from '../../audio/index.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';
import type { SavedScript } from '../../contract/script-library.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import { loadCaseFile } from '../../rehearsal/index.ts';
import {
  casesOf,
  documentOf,
  editDraft,
  findDraft,
  jsonPath,
  keepCases,
  linesToHear,
  lintInThread,
  listScripts,
  moveDraft,
  rollBackScript,
  saveDraft,
  scriptPage,
  takeWinner,
  withRecording,
  type Deed,
} from '../../scripts/index.ts';
import { experimentsOfScript } from '../experiments.ts';
import type { Office } from '../open-office.ts';
import { publishJudgedDraft } from '../script-cases.ts';
import { bringInScript, compareScripts, takeOutScript } from '../script-exchange.ts';

type JudgedDraft = Pick<SavedScript, 'state' | 'revision'> & { readonly document: ScriptDocument };

/** The library of scripts, and the folder below which recordings of their wordings are kept. */
export function scriptDoors(
  { database, world }: Pick<Office, 'database' | 'world'>,
  recordingsFolder: string,
): ApiDoors['scripts'] {
  const deed = (actor: { readonly by: string; readonly note?: string | undefined }): Deed => ({
    by: actor.by,
    note: actor.note,
    atMs: world.clock.now(),
  });
  const judged = async ({ document, state, revision }: JudgedDraft): Promise<SavedScript> => {
    const problems = await lintInThread(document);
    const faults = problems.map(({ path, ...problem }) => ({ ...problem, path: jsonPath(path), line: null }));
    return { scriptId: document.id, state, revision, faults };
  };
  return {
    list: (tenantId) => listScripts(database, tenantId),
    page: (tenantId, scriptId) => scriptPage(database, tenantId, scriptId),
    document: (tenantId, scriptId, which) => documentOf(database, tenantId, scriptId, which),
    diff: (tenantId, scriptId, from, to) => compareScripts(database, tenantId, scriptId, from, to),
    save: async (tenantId, document, actor) =>
      judged(await saveDraft(database, tenantId, document, deed(actor), actor)),
    async step(tenantId, scriptId, step, actor) {
      if (step === 'publish')
        await publishJudgedDraft({ database, tenantId }, scriptId, deed(actor), actor.force === true);
      else await moveDraft(database, tenantId, scriptId, step, deed(actor));
    },
    experiments: (tenantId, scriptId) => experimentsOfScript({ database, world }, tenantId, scriptId),
    async takeWinner(tenantId, scriptId, winner, actor) {
      return judged(await takeWinner(database, tenantId, scriptId, winner, deed(actor)));
    },
    cases: (tenantId, scriptId) => casesOf(database, tenantId, scriptId),
    async keepCases(tenantId, scriptId, cases) {
      const { script } = loadCaseFile(cases.text, cases.file);
      if (script !== scriptId)
        throw new CodedError('cases-invalid', `these are cases of script '${script}', not of '${scriptId}'`);
      await keepCases(database, tenantId, scriptId, cases, world.clock.now());
    },
    async lineToHear(tenantId, scriptId, { of, node, wording, voice }) {
      const lines = linesToHear(await documentOf(database, tenantId, scriptId, of), node, voice);
      const line = lines[wording - 1];
      if (line === undefined)
        throw new CodedError('script-line-unknown', `node '${node}' has ${lines.length} wordings, not ${wording}`);
      return line;
    },
    async rollBack(tenantId, scriptId, version, actor) {
      await rollBackScript(database, tenantId, scriptId, version, deed(actor));
    },
    takeOut: (tenantId, scriptId, which, file) => takeOutScript(database, tenantId, scriptId, which, file),
    async bringIn(tenantId, brought, actor) {
      const { document, faults } = await bringInScript(database, tenantId, deed(actor), brought);
      return { scriptId: document?.id ?? null, faults: [...faults] };
    },
    async record(tenantId, scriptId, { place, wav }, actor) {
      const draft = await findDraft(database, tenantId, scriptId);
      const document = draft?.document ?? (await documentOf(database, tenantId, scriptId, 'newest'));
      const folder = join(recordingsFolder, 'scripts', tenantId, scriptId);
      const file = join(folder, nameOf(wav));
      withRecording(document, place, file);
      await mkdir(folder, { recursive: true });
      await writeFile(file, wav);
      const edit = (newest: ScriptDocument): ScriptDocument => withRecording(newest, place, file);
      const by = deed({ ...actor, note: `recording of ${place}` });
      return judged(await editDraft(database, tenantId, scriptId, edit, 'saved', by));
    },
  };
}

/** By what it holds: a version that was published keeps its recordings whatever is uploaded later. */
function nameOf(wav: Uint8Array): string {
  let samples: Int16Array;
  try {
    ({ samples } = parseWav(wav, 'the recording'));
  } catch (error) {
    throw new CodedError('recording-unusable', messageOf(error), {}, error);
  }
  if (samples.length === 0) throw new CodedError('recording-unusable', 'the recording holds no sound');
  return `${createHash('sha256').update(wav).digest('hex').slice(0, 32)}.wav`;
}
