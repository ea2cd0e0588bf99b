import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { beganFromSchema, whichScriptSchema, type HistoryLine } from '../../contract/script-library.ts';
import { CodedError } from '../../foundation/errors.ts';
import { describeDiff, findDraft, moveDraft, rollBackScript, scriptPage, type Deed } from '../../scripts/index.ts';
import type { Office } from '../open-office.ts';
import { bringInScript, compareScripts, takeOutScript } from '../script-exchange.ts';
import { publishJudgedDraft } from '../script-cases.ts';
import { officeCommand, type Command } from './command.ts';

const byTerminal = ({ world }: Office, note?: string): Deed => ({ by: 'terminal', atMs: world.clock.now(), note });

export const scriptDiff = officeCommand(
  z.object({ scriptId: z.string(), from: whichScriptSchema.optional(), to: whichScriptSchema.optional() }),
  async ({ database, tenantId }, { scriptId, from, to }) => {
    const diff = await compareScripts(database, tenantId, scriptId, from, to);
    return { json: diff, text: describeDiff(diff) };
  },
);

export const scriptHistory = officeCommand(
  z.object({ scriptId: z.string() }),
  async ({ database, tenantId }, { scriptId }) => {
    const { history, draft } = await scriptPage(database, tenantId, scriptId);
    const standing = draft === null ? [] : [`now: a draft, ${draft.state}${draft.note ? `: ${draft.note}` : ''}`];
    return { json: history, text: [...standing, ...history.map(historyText)].join('\n') };
  },
);

function historyText({ atMs, by, deed, version, note }: HistoryLine): string {
  const what = version === null ? deed : `${deed} as version ${version}`;
  return [new Date(atMs).toISOString(), by, note === null ? what : `${what} (${note})`].join('\t');
}

const step = (name: 'review' | 'approve' | 'return', words: string): Command =>
  officeCommand(z.object({ scriptId: z.string(), note: z.string().optional() }), async (office, { scriptId, note }) => {
    const state = await moveDraft(office.database, office.tenantId, scriptId, name, byTerminal(office, note));
    return { json: { scriptId, state }, text: `the draft of '${scriptId}' ${words}` };
  });

export const scriptReview = step('review', 'is in review: waihu script approve, or return with --note');
export const scriptApprove = step('approve', 'is approved: waihu script release publishes it');
export const scriptReturn = step('return', 'is returned to its author');

const release = z.object({ scriptId: z.string(), force: z.string().trim().min(1, 'a note says why').optional() });

export const scriptRelease = officeCommand(release, async (office, { scriptId, force }) => {
  const publication = await publishJudgedDraft(office, scriptId, byTerminal(office, force), force !== undefined);
  return {
    json: { scriptId, ...publication },
    text: `script '${scriptId}' is published as version ${publication.version}; calls in the air keep theirs`,
  };
});

export const scriptRollback = officeCommand(
  z.object({ scriptId: z.string(), version: z.number().int().positive(), reason: z.string() }),
  async (office, { scriptId, version, reason }) => {
    const deed = byTerminal(office, reason);
    const publication = await rollBackScript(office.database, office.tenantId, scriptId, version, deed);
    return {
      json: { scriptId, ...publication },
      text: publication.changed
        ? `script '${scriptId}' says again what version ${version} said, as version ${publication.version}; the next dial takes it`
        : `script '${scriptId}' already says what version ${version} said: nothing changed`,
    };
  },
);

export const scriptExport = officeCommand(
  z.object({ scriptId: z.string(), which: whichScriptSchema.default('newest'), path: z.string() }),
  async ({ database, tenantId }, { scriptId, which, path }) => {
    // Told before the text is taken: what is saved meanwhile is refused at the import, and never overwritten.
    const draft = which === 'draft' ? await findDraft(database, tenantId, scriptId) : null;
    const bytes = await takeOutScript(database, tenantId, scriptId, which, basename(path));
    await writeFile(path, bytes);
    return {
      json: { scriptId, path, bytes: bytes.length, ...(draft && { revision: draft.revision }) },
      text: `script '${scriptId}' is in ${path}${draft ? ` (revision ${draft.revision}: import it with --from ${draft.revision})` : ''}`,
    };
  },
);

export const scriptImport = officeCommand(
  z.object({
    path: z.string(),
    onto: z.string().optional(),
    from: beganFromSchema,
    overwrite: z.boolean().default(false),
  }),
  async (office, { path, ...how }) => {
    const file = basename(path);
    const bytes = await readFile(path).catch((error: unknown) => {
      throw new CodedError('bad-request', `'${path}' cannot be read`, { path }, error);
    });
    const { document, faults } = await bringInScript(office.database, office.tenantId, byTerminal(office), {
      bytes,
      file,
      ...how,
    });
    const kept =
      document === null
        ? `${file} makes no script: nothing was kept`
        : `the draft of '${document.id}' is what ${file} says${faults.length === 0 ? '' : `, but for ${faults.length} faults`}`;
    return {
      json: { scriptId: document?.id ?? null, faults },
      text: [...faults, kept].join('\n'),
      exitCode: document === null ? 1 : 0,
    };
  },
);
