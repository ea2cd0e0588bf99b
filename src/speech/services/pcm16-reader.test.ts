import { expect, test } from 'vitest';
import { Pcm16Reader } from './pcm16-reader.ts';

const bytes = Buffer.from([0x01, 0x00, 0xff, 0xff, 0x00, 0x80, 0xff, 0x7f]);

test('samples are the same however their bytes are cut', () => {
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new Pcm16Reader();
    const samples = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))];
    expect(samples).toEqual([1, -1, -32_768, 32_767]);
    expect(reader.broken).toBe(false);
  }
});

test('bytes one by one give every sample once, and half a sample at the end is told', () => {
  const reader = new Pcm16Reader();
  const samples = [...bytes].flatMap((byte) => [...reader.push(Buffer.of(byte))]);
  expect(samples).toEqual([1, -1, -32_768, 32_767]);
  expect([...reader.push(Buffer.of(7))]).toEqual([]);
  expect(reader.broken).toBe(true);
});
