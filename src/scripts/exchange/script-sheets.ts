import { scriptDocumentSchema, type ScriptDocument } from '../../contract/script-document.ts';
import { readJson } from './branch-text.ts';
import { inOrder } from './in-order.ts';
import {
  intentSheet,
  intentSheetName,
  knowledgeSheet,
  knowledgeSheetName,
  readIntentSheet,
  readKnowledgeSheet,
} from './meaning-sheets.ts';
import { nodeSheet, nodeSheetName, readNodeSheet } from './node-sheet.ts';
import { cellsOfText, rowsByName, unknownColumns, type RowFault, type Sheet } from './sheet.ts';

const settingsSheetName = '设置';

/** A script as the sheets that authors keep: nodes, intents, questions, and everything else as JSON under its name. */
export function scriptSheets(document: ScriptDocument): readonly Sheet[] {
  const ordered = inOrder(document);
  return [nodeSheet(ordered), intentSheet(ordered), knowledgeSheet(ordered), settingsSheet(ordered)];
}

const settingsHeaders = ['项', '值'] as const;

/** What is too long for a cell goes on below, where no name stands. */
const rowsOfSetting = (key: string, text: string): readonly (readonly string[])[] =>
  cellsOfText(text).map((cell, at) => [at === 0 ? key : '', cell]);

const ownSheets = new Set(['flows', 'intents', 'knowledge']);

function settingsSheet(document: ScriptDocument): Sheet {
  const settings = Object.entries(document).filter(([key]) => !ownSheets.has(key));
  const aboutFlows = Object.entries(document.flows).map(
    ([name, { kind, start, enterOn }]) => [`flows.${name}`, { kind, start, enterOn }] as const,
  );
  const rows = [...settings, ...aboutFlows].flatMap(([key, value]) =>
    value === undefined ? [] : rowsOfSetting(key, typeof value === 'string' ? value : JSON.stringify(value)),
  );
  return { name: settingsSheetName, rows: [settingsHeaders, ...rows] };
}

export interface ReadScript {
  /** Null where the sheets do not make a script; what they lack is among the faults. */
  readonly document: ScriptDocument | null;
  readonly faults: readonly RowFault[];
}

/**
 * Reads a script from its sheets. What a sheet says takes the place of what `onto` says; a sheet that is not there (a CSV has the
 * nodes alone) leaves that as it is. Rows that cannot be used are named, the others are kept.
 */
export function readScriptSheets(sheets: readonly Sheet[], onto: ScriptDocument | null): ReadScript {
  const faults: RowFault[] = [...unknownSheets(sheets)];
  const named = (name: string): Sheet | undefined => sheets.find((sheet) => sheet.name.trim() === name);
  const nodes = named(nodeSheetName);
  const settings = settingsIn(named(settingsSheetName), faults);
  const intents = named(intentSheetName);
  const knowledge = named(knowledgeSheetName);
  const written = {
    ...onto,
    ...settings.plain,
    ...(intents === undefined ? {} : { intents: readIntentSheet(intents, faults) }),
    ...(knowledge === undefined ? {} : { knowledge: readKnowledgeSheet(knowledge, faults) }),
    ...(nodes === undefined ? {} : { flows: flowsIn(nodes, settings.flows, onto, faults) }),
  };
  const document = scriptDocumentSchema.safeParse(written);
  if (document.success) return { document: document.data, faults };
  const sheet = named(settingsSheetName) === undefined ? nodeSheetName : settingsSheetName;
  for (const { path, message } of document.error.issues)
    faults.push({ sheet, row: 1, column: null, message: `the script has no fit ${path.join('.')}: ${message}` });
  return { document: null, faults };
}

/** A sheet of another name would be passed over, and the script look as if it had been read. */
function unknownSheets(sheets: readonly Sheet[]): readonly RowFault[] {
  const known = [nodeSheetName, intentSheetName, knowledgeSheetName, settingsSheetName];
  return sheets
    .filter(({ name, rows }) => !known.includes(name.trim()) && rows.length > 0)
    .map(({ name: sheet }) => ({
      sheet,
      row: 1,
      column: null,
      message: `nothing is read from it: the sheets are ${known.join(', ')}`,
    }));
}

interface ReadSettings {
  readonly plain: Readonly<Record<string, unknown>>;
  /** Kind, start and entries of flows, by name. */
  readonly flows: ReadonlyMap<string, unknown>;
}

const texts = new Set(['id', 'name', 'language', 'purpose', 'ringBack']);

function settingsIn(sheet: Sheet | undefined, faults: RowFault[]): ReadSettings {
  const plain: Record<string, unknown> = {};
  const flows = new Map<string, unknown>();
  if (sheet !== undefined) faults.push(...unknownColumns(sheet, settingsHeaders));
  for (const [key, rows] of sheet === undefined ? [] : rowsByName(sheet, '项')) {
    const row = rows[0]?.row ?? 1;
    const text = rows
      .map((part) => part.exact('值'))
      .join('')
      .trim();
    const value = texts.has(key) ? text : readJson(text);
    if (value === null)
      faults.push({
        sheet: settingsSheetName,
        row,
        column: '值',
        message: `'${key}': "${text}" is no JSON; it is left out`,
      });
    else if (key.startsWith('flows.')) flows.set(key.slice('flows.'.length), value);
    else plain[key] = value;
  }
  return { plain, flows };
}

/** The flows of a sheet of nodes; what else is known of one comes from the settings, then the script it is read onto. */
function flowsIn(
  sheet: Sheet,
  settings: ReadonlyMap<string, unknown>,
  onto: ScriptDocument | null,
  faults: RowFault[],
): Readonly<Record<string, unknown>> {
  const read = readNodeSheet(sheet);
  faults.push(...read.faults);
  const known = Object.keys(onto?.flows ?? {}).length + settings.size > 0;
  const flows = [...read.flows].map(([name, nodes], index) => {
    const [start] = nodes.keys();
    // Without a word about flows the first is where the call begins, and each begins with its first node.
    const usual = { kind: known || index > 0 ? 'branch' : 'main', start };
    const about: unknown = settings.get(name) ?? onto?.flows[name];
    return [name, { ...usual, ...(typeof about === 'object' ? about : {}), nodes: Object.fromEntries(nodes) }] as const;
  });
  return Object.fromEntries(flows);
}
