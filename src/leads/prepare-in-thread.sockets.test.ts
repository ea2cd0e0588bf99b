import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareLeadsInThread, type PackedBatch } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-leads-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function batchesOf(content: string): Promise<PackedBatch[]> {
  const path = join(folder, 'upload');
  await writeFile(path, content);
  const batches: PackedBatch[] = [];
  for await (const batch of prepareLeadsInThread({ path, name: '三月.csv', choice: {} })) batches.push(batch);
  return batches;
}

it('a thread reads a list batch by batch', async () => {
  const lines = Array.from({ length: 12_000 }, (_, index) => `139${String(index).padStart(8, '0')},张三`);
  const batches = await batchesOf(`手机号,姓名\n${lines.join('\n')}\n10086,x`);
  expect(batches.map(({ readRows }) => readRows).reduce((a, b) => a + b)).toBe(12_001);
  expect(batches.length).toBeGreaterThan(2);
  const [first] = JSON.parse(batches[0]!.rowsJson) as unknown[];
  expect(first).toEqual({ line: 2, phone: '+8613900000000', name: '张三', attributes: {} });
  expect(batches.at(-1)?.problems).toMatchObject([{ line: 12_002, reason: 'service-number' }]);
});

it('a file that cannot be read ends with the same error as without a thread', async () => {
  await expect(batchesOf('姓名\n张三\n')).rejects.toMatchObject({ code: 'lead-file-without-phone-column' });
  await expect(
    prepareLeadsInThread({ path: join(folder, 'gone'), name: 'gone.csv', choice: {} }).next(),
  ).rejects.toMatchObject({ code: 'lead-file-unreadable', message: expect.stringContaining('ENOENT') as string });
});

it('whoever stops reading early ends the thread', async () => {
  const path = join(folder, 'upload');
  await writeFile(path, `phone\n${'13800000001\n'.repeat(20_000)}`);
  for await (const batch of prepareLeadsInThread({ path, name: 'a.csv', choice: {} })) {
    expect(batch.readRows).toBeGreaterThan(0);
    break;
  }
});
