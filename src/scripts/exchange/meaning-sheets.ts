import { intentSchema, knowledgeSchema, type ScriptDocument } from '../../contract/script-document.ts';
import type { z } from 'zod';
import { readJson } from './branch-text.ts';
import { audioText, utteranceOf } from './node-sheet.ts';
import { linesOfCell, rowsOf, type RowFault, type Sheet, type SheetRow } from './sheet.ts';

export const intentSheetName = '意图';
export const knowledgeSheetName = '知识库';

/** Lists of words and sentences stand in one cell, a line each. */
export function intentSheet({ intents }: Pick<ScriptDocument, 'intents'>): Sheet {
  const rows = intents.map((intent) => {
    const { id, name, polarity, keywords, notKeywords, patterns, samples, ...rest } = intent;
    const lists = [keywords, notKeywords, patterns, samples].map((list) => list.join('\n'));
    return [id, name, polarity, ...lists, restText(rest)];
  });
  return {
    name: intentSheetName,
    rows: [['意图', '名称', '极性', '关键词', '排除词', '正则', '例句', '其他'], ...rows],
  };
}

export function readIntentSheet(sheet: Sheet, faults: RowFault[]): readonly unknown[] {
  return rowsOf(sheet).flatMap((row) =>
    checked(sheet, row, intentSchema, faults, {
      ...restIn(sheet, row, faults),
      id: row.cell('意图'),
      name: row.cell('名称'),
      ...(row.cell('极性') === '' ? {} : { polarity: row.cell('极性') }),
      keywords: linesOfCell(row.cell('关键词')),
      notKeywords: linesOfCell(row.cell('排除词')),
      patterns: linesOfCell(row.cell('正则')),
      samples: linesOfCell(row.cell('例句')),
    }),
  );
}

/** Every answer has a row of its own; the question stands in the first. */
export function knowledgeSheet({ knowledge }: Pick<ScriptDocument, 'knowledge'>): Sheet {
  const rows = knowledge.flatMap((entry) => {
    const { id, question, similar, keywords, intents, answers, goTo, tags, ...rest } = entry;
    const lists = [similar, keywords, intents].map((list) => list.join('\n'));
    return answers.map((answer, index) => {
      const said = [answer.text, audioText(answer)];
      return index === 0
        ? [id, question, ...lists, ...said, goTo, tags.join('\n'), restText(rest)]
        : [id, '', '', '', '', ...said, '', '', ''];
    });
  });
  const headers = ['知识', '问题', '相似问法', '关键词', '意图', '答案', '录音', '去向', '标签', '其他'];
  return { name: knowledgeSheetName, rows: [headers, ...rows] };
}

export function readKnowledgeSheet(sheet: Sheet, faults: RowFault[]): readonly unknown[] {
  const entries = new Map<string, SheetRow[]>();
  let id = '';
  for (const row of rowsOf(sheet)) {
    id = row.cell('知识') || id;
    entries.set(id, [...(entries.get(id) ?? []), row]);
  }
  return [...entries].flatMap(([name, rows]) => {
    const [head] = rows;
    if (head === undefined) return [];
    const answers = rows.filter((row) => row.cell('答案') !== '');
    return checked(sheet, head, knowledgeSchema, faults, {
      ...restIn(sheet, head, faults),
      id: name,
      question: head.cell('问题'),
      similar: linesOfCell(head.cell('相似问法')),
      keywords: linesOfCell(head.cell('关键词')),
      intents: linesOfCell(head.cell('意图')),
      answers: answers.map((row) => utteranceOf(row.exact('答案'), row.cell('录音'))),
      ...(head.cell('去向') === '' ? {} : { goTo: head.cell('去向') }),
      tags: linesOfCell(head.cell('标签')),
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
