import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ScriptDocument } from '../../contract/script-document.ts';
import { sampleScript } from '../testing/sample-scripts.ts';
import { exportScript, formatOf, importScript, scriptFormats } from './exchange-script.ts';
import { inOrder } from './in-order.ts';
import { readNodeSheet } from './node-sheet.ts';
import { readScriptSheets, scriptSheets } from './script-sheets.ts';
import type { Sheet } from './sheet.ts';
import { readSheets, writeWorkbook } from './workbook.ts';

const samples = readdirSync(new URL('../../../examples/scripts', import.meta.url))
  .filter((file) => /^[a-z-]+\.yaml$/.test(file))
  .map((file) => file.slice(0, -'.yaml'.length));
/** As the database gives it back: the keys in another order. */
const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => left.length - right.length || (left < right ? -1 : 1))
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
};

describe('a script that is exported and imported', () => {
  it.each(samples.flatMap((sample) => scriptFormats.map((format) => [sample, format] as const)))(
    'is the same document: %s as %s',
    async (sample, format) => {
      const document = sampleScript(sample);
      const bytes = exportScript(document, format);
      // A CSV has the nodes alone: the rest is that of the script it is read onto.
      const onto: ScriptDocument | null = format === 'csv' ? { ...document, flows: { ...document.flows } } : null;
      const back = await importScript(bytes, `${sample}.${format}`, onto);
      expect(back).toEqual({ document, faults: [] });
    },
  );

  it('is the same file whatever the order of its keys, and begins where a call does', () => {
    const document = sampleScript('insurance');
    const other = shuffled(document) as ScriptDocument;
    for (const format of ['yaml', 'json', 'csv'] as const)
      expect(exportScript(other, format)).toEqual(exportScript(document, format));
    expect(scriptSheets(other)).toEqual(scriptSheets(document));
    expect(Object.keys(inOrder(other).flows['main']!.nodes).slice(0, 2)).toEqual(['greeting', 'ask-convenient']);
  });

  it('keeps what cells find hard: quotes, commas, lines, arrows, formulas, recordings in parts', async () => {
    const document = structuredClone(sampleScript('insurance'));
    const node = document.flows['main']!.nodes['greeting']!;
    if (!('say' in node)) throw new Error('no such node');
    node.say = [
      { text: '=1+1，"您好"，\n第二行 <b>&amp; → 去' },
      { text: '{name}您好', audio: ['names/{name}.wav', 'hello.wav'] },
      { text: ' 再见 ', audio: 'a b.wav' },
    ];
    node.branches.push({
      on: 'condition',
      when: { all: [{ tag: 'a → b' }, { slot: 'x', is: ' when ' }] },
      to: 'x',
      tag: 'y #z',
    });
    for (const format of ['xlsx', 'csv', 'yaml'] as const) {
      const { document: back } = await importScript(exportScript(document, format), `a.${format}`, document);
      expect(back?.flows['main']?.nodes['greeting']).toEqual(node);
    }
  });
});

describe('what is longer than a cell of a spreadsheet', () => {
  const document = structuredClone(sampleScript('insurance'));
  document.texts = [0, 1, 2, 3, 4, 5, 6].map((at) => ({ id: `t-${at}`, title: '条款', text: '字😀"\n'.repeat(1_500) }));
  document.intents.push({
    id: 'many',
    name: '很多',
    polarity: 'neutral',
    keywords: ['多'],
    notKeywords: [],
    patterns: [],
    samples: Array.from({ length: 4_000 }, (_, at) => `这是第${at}个说法，够长了`),
  });

  it('stands in several, none too long, and comes back whole', async () => {
    const longest = Math.max(
      ...scriptSheets(document).flatMap(({ rows }) => rows.flatMap((cells) => cells.map(({ length }) => length))),
    );
    expect(longest).toBeLessThanOrEqual(32_767);
    const back = await importScript(exportScript(document, 'xlsx'), 'a.xlsx', null);
    expect(back.faults).toEqual([]);
    expect(back.document).toEqual(document);
  });
});

const sheet = (...rows: readonly (readonly string[])[]): Sheet => ({
  name: '节点',
  rows: [['流程', '节点', '类型', '部分', '话术', '录音', '分支→去向', '其他'], ...rows],
});

describe('a sheet of nodes', () => {
  it('is read as people leave it: flow and node once, rows below their own, any column away', () => {
    const { flows, faults } = readNodeSheet(
      sheet(
        ['main', 'ask', 'speak', '', '您好？', '', 'positive → bye\nintent busy -> bye #忙', ''],
        ['', '', '', '', '在吗？', 'in.wav', '', ''],
        ['', '', '', '', '', '', '', ''],
        ['', 'bye', 'end', 'say', '再见。', '', '', '{"callBack":true}'],
      ),
    );
    expect(faults).toEqual([]);
    expect(flows.get('main')?.get('ask')).toMatchObject({
      kind: 'speak',
      say: [{ text: '您好？' }, { text: '在吗？', audio: 'in.wav' }],
      branches: [
        { on: 'positive', to: 'bye' },
        { on: 'intent', intent: 'busy', to: 'bye', tag: '忙' },
      ],
    });
    expect(flows.get('main')?.get('bye')).toMatchObject({ kind: 'end', callBack: true });
  });

  it('is read where people fill columns down, and says what of a further row it does not read', () => {
    const { flows, faults } = readNodeSheet(
      sheet(
        ['main', 'ask', 'speak', 'say', '您好？', '', 'positive → bye', '{"explicitYes":true}'],
        ['main', 'ask', 'speak', 'say', '在吗？', '', 'positive → bye', '{"explicitYes":true}'],
        ['main', 'ask', 'end', 'say', '喂？', '', 'negative → bye', '{"explicitYes":false}'],
      ),
    );
    expect(flows.get('main')?.get('ask')).toMatchObject({
      kind: 'speak',
      explicitYes: true,
      say: [{ text: '您好？' }, { text: '在吗？' }, { text: '喂？' }],
      branches: [
        { on: 'positive', to: 'bye' },
        { on: 'negative', to: 'bye' },
      ],
    });
    expect(faults.map(({ row, column, message }) => [row, column, message])).toEqual([
      [4, '类型', '"end" is not read: this is read in row 2, where it begins'],
      [4, '其他', '"{"explicitYes":false}" is not read: this is read in row 2, where it begins'],
    ]);
  });

  it('tells of a column and of a sheet that nothing is read from', () => {
    const nodes = {
      name: '节点',
      rows: [
        ['流程', '节点', '类型', '话术文本', '备注'],
        ['main', 'bye', 'end', '再见。', 'x'],
      ],
    };
    const { faults } = readScriptSheets([nodes, { name: 'Sheet1', rows: [['a']] }], sampleScript('insurance'));
    expect(faults.map(({ sheet: name, column, message }) => [name, column, message])).toEqual([
      ['Sheet1', null, 'nothing is read from it: the sheets are 节点, 意图, 知识库, 设置'],
      ['节点', '话术文本', expect.stringContaining('nothing is read from it: the columns are 流程, 节点')],
    ]);
  });

  it('names each row that cannot be used, and keeps the others', () => {
    const { flows, faults } = readNodeSheet(
      sheet(
        ['', 'lost', 'end', '', '', '', '', ''],
        ['main', 'ask', 'speak', '', '您好？', '', 'positive bye\nnegative → bye', ''],
        ['main', 'bye', 'stop', '', '', '', '', ''],
        ['main', 'good', 'end', 'sing', '啦啦', '', '', '{broken'],
        ['main', 'mute', 'end', '', '', 'a.wav', '', ''],
      ),
    );
    expect([...(flows.get('main')?.keys() ?? [])]).toEqual(['ask', 'good', 'mute']);
    expect(flows.get('main')?.get('ask')?.branches).toEqual([{ on: 'negative', to: 'bye' }]);
    expect(faults.map(({ row, column, message }) => [row, column, message])).toEqual([
      [2, '流程', 'which one? the cell is empty'],
      [3, '分支→去向', expect.stringContaining('"positive bye" is no branch, e.g. positive → introduce')],
      [4, '类型', expect.stringContaining('the node is left out')],
      [5, '其他', expect.stringContaining('"{broken" is no JSON object')],
      [5, '部分', "'sing' is none of 'say', 'retry', 'confirm'"],
      [6, '话术', 'a recording needs the words it says'],
    ]);
  });

  it('needs a script to be read onto, or sheets that say the rest', () => {
    const nodes = sheet(['main', 'bye', 'end', '', '再见。', '', '', '']);
    const alone = readScriptSheets([nodes], null);
    expect(alone.document).toBeNull();
    expect(alone.faults.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('the script has no fit patterns'),
    );
    const [, ...others] = scriptSheets(sampleScript('insurance'));
    const whole = readScriptSheets([nodes, ...others], null);
    expect(Object.keys(whole.document?.flows ?? {})).toEqual(['main']);
  });
});

describe('sheets of intents and questions', () => {
  it('take a sentence a row, as people list them', () => {
    const [, , , settings] = scriptSheets(sampleScript('insurance'));
    const intents = {
      name: '意图',
      rows: [
        ['意图', '名称', '极性', '关键词', '例句'],
        ['dear', '太贵', 'negative', '贵', '太贵了'],
        ['', '', '', '', '买不起'],
      ],
    };
    const questions = {
      name: '知识库',
      rows: [
        ['知识', '问题', '相似问法', '答案'],
        ['price', '多少钱', '怎么收费', '看年龄。'],
        ['', '', '要花多少', ''],
        ['', '价格呢', '', '我给您算。'],
      ],
    };
    const nodes = sheet(['main', 'bye', 'end', '', '再见。', '', '', '']);
    const { document, faults } = readScriptSheets([nodes, intents, questions, settings!], null);
    expect(document?.intents).toMatchObject([{ id: 'dear', samples: ['太贵了', '买不起'] }]);
    expect(document?.knowledge).toMatchObject([
      { id: 'price', similar: ['怎么收费', '要花多少'], answers: [{ text: '看年龄。' }, { text: '我给您算。' }] },
    ]);
    expect(faults.map(({ row, column }) => [row, column])).toEqual([[4, '问题']]);
  });
});

describe('a file that is no script', () => {
  it('is refused with its name', async () => {
    await expect(importScript(Buffer.from('PK'), 'a.xlsx', null)).rejects.toThrow("'a.xlsx' cannot be read as an XLSX");
    await expect(importScript(Buffer.from(''), 'a.doc', null)).rejects.toThrow(
      "'a.doc' is none of yaml, json, xlsx, csv",
    );
    const { document, faults } = await importScript(Buffer.from('{"id":"x"}'), 'a.json', null);
    expect(document).toBeNull();
    expect(faults).toContainEqual(expect.stringMatching(/^a\.json: \$\.name: script 'x': name: /u));
    expect(formatOf('A.YML')).toBe('yaml');
  });
});

describe('a workbook', () => {
  it('holds any text in any number of columns', async () => {
    const rows = [Array.from({ length: 60 }, (_, index) => `格${index}`), ['a\u0001b', ' x ', '<&">', '😀']];
    const [back] = await readSheets(writeWorkbook([{ name: '表&一', rows }]), 'a.xlsx');
    expect(back?.name).toBe('表&一');
    expect(back?.rows[0]).toEqual(rows[0]);
    expect(back?.rows[1]?.slice(0, 4)).toEqual(['ab', ' x ', '<&">', '😀']);
  });
});
