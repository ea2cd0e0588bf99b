import { nodeSchema, type ScriptDocument, type ScriptNode, type Utterance } from '../../contract/script-document.ts';
import { branchText, readBranch, readJson } from './branch-text.ts';
import {
  linesOfCell,
  linesOfRows,
  rowsOf,
  saidOnce,
  sayingRows,
  unknownColumns,
  type RowFault,
  type Sheet,
  type SheetRow,
} from './sheet.ts';

export const nodeSheetName = '节点';
const headers = ['流程', '节点', '类型', '名称', '部分', '话术', '录音', '分支→去向', '标签', '其他'] as const;
/** What of a node is said: each wording has a row of its own. */
const spoken = ['say', 'retry', 'confirm'] as const;
const inColumns: ReadonlySet<string> = new Set(['kind', 'title', 'branches', 'tags', ...spoken]);

/** The nodes of a script, a row each, and a row for every wording after a node's first. */
export function nodeSheet({ flows }: ScriptDocument): Sheet {
  const rows = Object.entries(flows).flatMap(([flow, { nodes }]) =>
    Object.entries(nodes).flatMap(([name, node]) => rowsOfNode(flow, name, node)),
  );
  return { name: nodeSheetName, rows: [headers, ...rows] };
}

function rowsOfNode(flow: string, name: string, node: ScriptNode): readonly (readonly string[])[] {
  const wordings = spoken.flatMap((part) => wordingsOf(node, part).map((utterance) => [part, utterance] as const));
  const [first, ...others] = wordings;
  const own = [node.branches.map(branchText).join('\n'), node.tags.join('\n'), restOf(node)];
  return [
    [flow, name, node.kind, node.title ?? '', ...said(first), ...own],
    ...others.map((wording) => [flow, name, '', '', ...said(wording), '', '', '']),
  ];
}

function wordingsOf(node: ScriptNode, part: (typeof spoken)[number]): readonly Utterance[] {
  return (part in node ? (node as { readonly [Key in typeof part]?: readonly Utterance[] })[part] : undefined) ?? [];
}

function said(wording: readonly [string, Utterance] | undefined): readonly string[] {
  if (wording === undefined) return ['', '', ''];
  const [part, utterance] = wording;
  return [part, utterance.text, audioText(utterance)];
}

/** A whole recording by its name, one in parts a line each. */
export function audioText(utterance: Utterance): string {
  const audio = 'audio' in utterance ? utterance.audio : undefined;
  return audio === undefined ? '' : typeof audio === 'string' ? audio : audio.map((part) => `| ${part}`).join('\n');
}

/** A wording from its two cells. */
export function utteranceOf(text: string, audio: string): Utterance {
  const lines = linesOfCell(audio);
  if (lines.length === 0) return { text };
  const parts = lines.map((line) => line.replace(/^\|\s?/u, ''));
  return { text, audio: lines.every((line) => line.startsWith('|')) ? parts : parts.join(' ') };
}

/** What has no column of its own, as JSON; what is as usual is left out. */
function restOf(node: ScriptNode): string {
  const usual = usualOf(node);
  const rest = Object.entries(node).filter(
    ([key, value]) =>
      !inColumns.has(key) && value !== undefined && JSON.stringify(value) !== JSON.stringify(usual[key]),
  );
  return rest.length === 0 ? '' : JSON.stringify(Object.fromEntries(rest));
}

/** The node's kind with nothing but what it must have: what differs from it was said by its author. */
function usualOf(node: ScriptNode): Readonly<Record<string, unknown>> {
  const bare = Object.fromEntries(
    Object.entries(node).filter(([key]) => !nodeSchema.safeParse({ ...node, [key]: undefined }).success),
  );
  const usual = nodeSchema.safeParse({ ...bare, kind: node.kind });
  const values: Readonly<Record<string, unknown>> = usual.success ? usual.data : {};
  return Object.fromEntries(Object.entries(values).filter(([key]) => !(key in bare)));
}

export interface ReadNodes {
  /** Flows by name, the nodes of each by name, in the order of the sheet. */
  readonly flows: ReadonlyMap<string, ReadonlyMap<string, ScriptNode>>;
  readonly faults: readonly RowFault[];
}

interface NodeRows {
  readonly flow: string;
  readonly name: string;
  readonly rows: SheetRow[];
}

/** Reads a sheet of nodes. A row that cannot be used is named, and so is a branch; the others are kept. */
export function readNodeSheet(sheet: Sheet): ReadNodes {
  const faults: RowFault[] = [...unknownColumns(sheet, headers)];
  const nodes = new Map<string, NodeRows>();
  let [flow, name] = ['', ''];
  for (const row of rowsOf(sheet)) {
    // A flow and a node that stand once hold for the rows below, as people leave them out.
    if (row.cell('流程') !== '' && row.cell('流程') !== flow) [flow, name] = [row.cell('流程'), ''];
    name = row.cell('节点') || name;
    const missing = flow === '' ? '流程' : name === '' ? '节点' : null;
    if (missing !== null) {
      faults.push({ sheet: sheet.name, row: row.row, column: missing, message: 'which one? the cell is empty' });
      continue;
    }
    const key = `${flow}/${name}`;
    const known = nodes.get(key) ?? { flow, name, rows: [] };
    known.rows.push(row);
    nodes.set(key, known);
  }
  const flows = new Map<string, Map<string, ScriptNode>>();
  for (const one of nodes.values()) {
    const node = readNode(sheet.name, one, faults);
    if (node === null) continue;
    const of = flows.get(one.flow) ?? new Map<string, ScriptNode>();
    of.set(one.name, node);
    flows.set(one.flow, of);
  }
  return { flows, faults };
}

function readNode(sheet: string, { rows }: NodeRows, faults: RowFault[]): ScriptNode | null {
  const [head] = rows;
  if (head === undefined) return null;
  const fault = (row: SheetRow, column: string | null, message: string): void =>
    void faults.push({ sheet, row: row.row, column, message });
  const rest = head.cell('其他') === '' ? {} : readJson(head.cell('其他'));
  if (typeof rest !== 'object' || rest === null || Array.isArray(rest)) {
    fault(head, '其他', `"${head.cell('其他')}" is no JSON object, e.g. {"attempts":2}; it is left out`);
  }
  saidOnce(sheet, rows, ['类型', '名称', '其他'], faults);
  const branches = sayingRows(rows, '分支→去向').flatMap((row) =>
    linesOfCell(row.cell('分支→去向')).flatMap((line) => {
      const branch = readBranch(line);
      if (typeof branch !== 'string') return [branch];
      fault(row, '分支→去向', branch);
      return [];
    }),
  );
  const written = {
    ...(typeof rest === 'object' && !Array.isArray(rest) ? rest : {}),
    kind: head.cell('类型'),
    ...(head.cell('名称') === '' ? {} : { title: head.cell('名称') }),
    tags: linesOfRows(rows, '标签'),
    branches,
    ...wordingsIn(rows, fault),
  };
  const node = nodeSchema.safeParse(written);
  if (node.success) return node.data;
  for (const { path, message } of node.error.issues)
    fault(head, columnOf(path), `${path.length === 0 ? '' : `${path.join('.')}: `}${message}; the node is left out`);
  return null;
}

function columnOf(path: readonly PropertyKey[]): string | null {
  const columns: Readonly<Record<string, string>> = { kind: '类型', branches: '分支→去向', say: '话术', tags: '标签' };
  return columns[String(path[0])] ?? '其他';
}

function wordingsIn(
  rows: readonly SheetRow[],
  fault: (row: SheetRow, column: string, message: string) => void,
): Readonly<Record<string, readonly Utterance[]>> {
  const wordings: Record<string, Utterance[]> = {};
  for (const row of rows) {
    const text = row.cell('话术') === '' ? '' : row.exact('话术');
    const part = row.cell('部分') || 'say';
    if (text === '' && row.cell('录音') !== '') fault(row, '话术', 'a recording needs the words it says');
    else if (text !== '' && !spoken.some((known) => known === part))
      fault(row, '部分', `'${part}' is none of ${spoken.map((one) => `'${one}'`).join(', ')}`);
    else if (text !== '') wordings[part] = [...(wordings[part] ?? []), utteranceOf(text, row.cell('录音'))];
  }
  return wordings;
}
