import { intentSchema, knowledgeSchema, type ScriptDocument } from '../../contract/script-document.ts';
import type { z } from 'zod';
import { readJson } from './branch-text.ts';
import { audioText, utteranceOf } from './node-sheet.ts';
import {
  cellsOfList,
  linesOfRows,
  rowsByName,
  saidOnce,
  unknownColumns,
  type RowFault,
  type Sheet,
  type SheetRow,
} from './sheet.ts';

export const intentSheetName = '意图';
export const knowledgeSheetName = '知识库';

const intentHeaders = ['意图', '名称', '极性', '关键词', '排除词', '正则', '例句', '其他'] as const;
const knowledgeHeaders = [
  '知识',
  '问题',
  '相似问法',
  '关键词',
  '意图',
  '答案',
  '录音',
  '去向',
  '标签',
  '其他',
] as const;

/** Lists of words and sentences stand in one cell, a line each, and go on below where a cell is too small. */
export function intentSheet({ intents }: Pick<ScriptDocument, 'intents'>): Sheet {
  const rows = intents.flatMap((intent) => {
    const { id, name, polarity, keywords, notKeywords, patterns, samples, ...rest } = intent;
    const lists = [keywords, notKeywords, patterns, samples].map(cellsOfList);
    return rowsBelow([id, name, polarity], lists, [restText(rest)]);
  });
  return { name: intentSheetName, rows: [intentHeaders, ...rows] };
}

/** As many rows as the longest column has cells; what stands once stands in the first. */
function rowsBelow(
  before: readonly string[],
  columns: readonly (readonly string[])[],
  after: readonly string[],
): readonly (readonly string[])[] {
  const [id = '', ...once] = before;
  const count = Math.max(1, ...columns.map(({ length }) => length));
  return Array.from({ length: count }, (_, at) => {
    const only = (cells: readonly string[]): readonly string[] => (at === 0 ? cells : cells.map(() => ''));
    return [id, ...only(once), ...columns.map((cells) => cells[at] ?? ''), ...only(after)];
  });
}

export function readIntentSheet(sheet: Sheet, faults: RowFault[]): readonly unknown[] {
  faults.push(...unknownColumns(sheet, intentHeaders));
  return [...rowsByName(sheet, '意图')].flatMap(([id, rows]) => {
    const [head] = rows;
    if (head === undefined) return [];
    saidOnce(sheet.name, rows, ['名称', '极性', '其他'], faults);
    return checked(sheet, head, intentSchema, faults, {
      ...restIn(sheet, head, faults),
      id,
      name: head.cell('名称'),
      ...(head.cell('极性') === '' ? {} : { polarity: head.cell('极性') }),
      keywords: linesOfRows(rows, '关键词'),
      notKeywords: linesOfRows(rows, '排除词'),
      patterns: linesOfRows(rows, '正则'),
      samples: linesOfRows(rows, '例句'),
    });
  });
}

/** Every answer has a row of its own; the question stands in the first. */
export function knowledgeSheet({ knowledge }: Pick<ScriptDocument, 'knowledge'>): Sheet {
  const rows = knowledge.flatMap((entry) => {
    const { id, question, similar, keywords, intents, answers, goTo, tags, ...rest } = entry;
    const lists = [similar, keywords, intents].map(cellsOfList);
    const said = [answers.map(({ text }) => text), answers.map(audioText)];
    return rowsBelow([id, question], [...lists, ...said], [goTo, tags.join('\n'), restText(rest)]);
  });
  return { name: knowledgeSheetName, rows: [knowledgeHeaders, ...rows] };
}

export function readKnowledgeSheet(sheet: Sheet, faults: RowFault[]): readonly unknown[] {
  faults.push(...unknownColumns(sheet, knowledgeHeaders));
  return [...rowsByName(sheet, '知识')].flatMap(([id, rows]) => {
    const [head] = rows;
    if (head === undefined) return [];
    saidOnce(sheet.name, rows, ['问题', '去向', '其他'], faults);
    const answers = rows.filter((row) => row.cell('答案') !== '');
    return checked(sheet, head, knowledgeSchema, faults, {
      ...restIn(sheet, head, faults),
      id,
      question: head.cell('问题'),
      similar: linesOfRows(rows, '相似问法'),
      keywords: linesOfRows(rows, '关键词'),
      intents: linesOfRows(rows, '意图'),
      answers: answers.map((row) => utteranceOf(row.exact('答案'), row.cell('录音'))),
      ...(head.cell('去向') === '' ? {} : { goTo: head.cell('去向') }),
      tags: linesOfRows(rows, '标签'),
    });
  });
}

const restText = (rest: object): string => {
  const said = Object.entries(rest).filter(([, value]) => value !== undefined);
  return said.length === 0 ? '' : JSON.stringify(Object.fromEntries(said));
};

function restIn(sheet: Sheet, row: SheetRow, faults: RowFault[]): object {
  const text = row.cell('其他');
  const rest = text === '' ? {} : readJson(text);
  if (typeof rest === 'object' && rest !== null && !Array.isArray(rest)) return rest;
  faults.push({
    sheet: sheet.name,
    row: row.row,
    column: '其他',
    message: `"${text}" is no JSON object; it is left out`,
  });
  return {};
}

/** The value as one of a list, or none and a fault for each thing that is wrong with it. */
function checked(
  sheet: Sheet,
  { row }: SheetRow,
  schema: z.ZodType,
  faults: RowFault[],
  value: unknown,
): readonly unknown[] {
  const result = schema.safeParse(value);
  if (result.success) return [result.data];
  for (const { path, message } of result.error.issues)
    faults.push({
      sheet: sheet.name,
      row,
      column: null,
      message: `${path.join('.')}: ${message}; the row is left out`,
    });
  return [];
}
