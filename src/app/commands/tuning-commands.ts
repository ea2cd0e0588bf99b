import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { misunderstoodFilterSchema, type Assignment } from '../../contract/tuning.ts';
import { CodedError } from '../../foundation/errors.ts';
import {
  assignSentences,
  describeMisunderstood,
  describeReport,
  gatherAgain,
  ignoreSentences,
  listMisunderstood,
  reportPage,
  reportTuning,
} from '../../tuning/index.ts';
import { describeEffects, draftEffects } from '../draft-effects.ts';
import type { Office } from '../open-office.ts';
import { officeCommand } from './command.ts';

const deedOf = ({ world }: Office): { readonly by: string; readonly atMs: number } => ({
  by: 'terminal',
  atMs: world.clock.now(),
});

/** `script misunderstood`: what was not understood, grouped by likeness. */
export const scriptMisunderstood = officeCommand(
  misunderstoodFilterSchema.extend({ scriptId: z.string() }),
  async ({ database, tenantId }, { scriptId, ...filter }) => {
    const open = await listMisunderstood(database, tenantId, scriptId, filter);
    return { json: open, text: describeMisunderstood(open) };
  },
);

/** `script gather`: writes again what finished calls say of their scripts. */
export const scriptGather = officeCommand(
  z.object({ scriptId: z.string().optional() }),
  async ({ database, tenantId }, { scriptId }, io) => {
    const calls = await gatherAgain(database, tenantId, scriptId, (done) => io.progress(done, 0, 'calls'));
    return { json: { calls }, text: `gathered again from ${calls} calls` };
  },
);

const whichSchema = z.object({
  scriptId: z.string(),
  /** A group of `script misunderstood`. */
  group: z.string().optional(),
  texts: z.array(z.string().trim().min(1)).default([]),
});

/** The sentences that are meant: those named, and all of the group. */
async function textsOf(
  { database, tenantId }: Office,
  { scriptId, group: id, texts }: z.output<typeof whichSchema>,
): Promise<string[]> {
  if (id === undefined) {
    if (texts.length === 0) throw new CodedError('bad-request', 'which sentences? --group ID, or --text SENTENCE');
    return texts;
  }
  const filter = misunderstoodFilterSchema.parse({});
  const { groups } = await listMisunderstood(database, tenantId, scriptId, filter);
  const group = groups.find((one) => one.id === id);
  if (group === undefined)
    throw new CodedError(
      'bad-request',
      `script '${scriptId}' has no open group '${id}': waihu script misunderstood ${scriptId}`,
    );
  return [...group.texts, ...texts];
}

/** `script assign`: sentences become samples of the draft. */
export const scriptAssign = officeCommand(
  whichSchema.extend({ intent: z.string().optional(), name: z.string().optional(), question: z.string().optional() }),
  async (office, args) => {
    const { scriptId } = args;
    const assignment = { texts: await textsOf(office, args), to: meaningOf(args) };
    await assignSentences(office.database, office.tenantId, scriptId, assignment, deedOf(office));
    return {
      json: { scriptId, ...assignment },
      text: `the draft of '${scriptId}' teaches ${assignment.texts.length} sentences as '${assignment.to.id}': waihu script effects ${scriptId}`,
    };
  },
);

function meaningOf({
  intent,
  name,
  question,
}: Readonly<Partial<Record<'intent' | 'name' | 'question', string | undefined>>>): Assignment['to'] {
  if (question !== undefined && intent === undefined) return { kind: 'knowledge', id: question };
  if (intent === undefined || question !== undefined)
    throw new CodedError('bad-request', 'as what? either --intent ID (a new one with --name NAME) or --question ID');
  return name === undefined ? { kind: 'intent', id: intent } : { kind: 'new-intent', id: intent, name };
}

/** `script ignore`: sentences are never shown again, or with `undo` they are. */
export const scriptIgnore = officeCommand(
  whichSchema.extend({ undo: z.boolean().default(false) }),
  async (office, args) => {
    const { scriptId, undo } = args;
    const wish = { texts: await textsOf(office, args), ignored: !undo };
    const changed = await ignoreSentences(office.database, office.tenantId, scriptId, wish, deedOf(office));
    return {
      json: { scriptId, changed, ignored: !undo },
      text: `${changed} sentences of '${scriptId}' are ${undo ? 'shown again' : 'not shown any more'}`,
    };
  },
);

/** `script effects`: what publishing the draft would change. Exit code 1 where a case that went as it should does not any more. */
export const scriptEffects = officeCommand(
  z.object({
    scriptId: z.string(),
    cases: z.string().optional(),
    calls: z.number().int().min(0).max(10_000).default(200),
  }),
  async ({ database, tenantId }, { scriptId, ...wish }, io) => {
    const progress = (done: number, of: number): void => io.progress(done, of, 'replays');
    const effects = await draftEffects(database, tenantId, scriptId, wish, progress);
    const broken = effects.cases?.changed.some(({ from, to }) => from && !to) === true;
    return { json: effects, text: describeEffects(effects), exitCode: broken ? 1 : 0 };
  },
);

/** `script report`: the nodes that lose most people, as text, JSON, or a page. */
export const scriptReport = officeCommand(
  z.object({
    scriptId: z.string(),
    version: z.number().int().positive().optional(),
    leastVisits: z.number().int().positive().default(30),
    page: z.string().optional(),
  }),
  async ({ database, tenantId }, { scriptId, page, ...wish }) => {
    const report = await reportTuning(database, tenantId, scriptId, wish);
    if (page !== undefined) await writeFile(page, reportPage(report));
    const where = page === undefined ? [] : [`the page: ${page}`];
    return { json: report, text: [describeReport(report), ...where].join('\n') };
  },
);
