import { expect, it } from 'vitest';
import type { LeadFile } from './lead-file.ts';
import { prepareLeads, rowsOfBatch } from './prepare-leads.ts';

const mobile = (index: number): string => `138${String(index).padStart(8, '0')}`;

// In a process of its own: what others left in memory would be counted.
it('of a 200 MB file one batch at a time is held, whatever the size', async () => {
  const remarks = ['w', 'x', 'y', 'z'].map((letter) => letter.repeat(1_900)).join(',');
  const lines = Array.from({ length: 100 }, (_, index) => `${mobile(index)},张三,${remarks}\n`);
  const chunk = Buffer.from(lines.join(''));
  const chunks = Math.ceil(200_000_000 / chunk.length);
  const file: LeadFile = {
    name: 'large.csv',
    sizeBytes: chunk.length * chunks,
    async *open() {
      yield await Promise.resolve(Buffer.from('手机号,姓名,一,二,三,四\n'));
      for (let sent = 0; sent < chunks; sent++) yield chunk;
    },
  };
  let rows = 0;
  let largestBatch = 0;
  let largestHeapBytes = 0;
  for await (const batch of prepareLeads(file)) {
    rows += batch.rows.length;
    largestBatch = Math.max(largestBatch, batch.rows.length);
    largestHeapBytes = Math.max(largestHeapBytes, process.memoryUsage().heapUsed);
  }
  expect(rows).toBe(chunks * 100);
  expect(largestBatch).toBeLessThan(rowsOfBatch + 250);
  expect(largestHeapBytes).toBeLessThan(400_000_000);
});
