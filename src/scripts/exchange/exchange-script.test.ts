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
