import { expect, test } from 'vitest';
import { SoundPackets } from './sound-packets.ts';

test('every packet is whole but the last, which is never empty', () => {
  const sent: Buffer[] = [];
  const packets = new SoundPackets(4, (bytes) => sent.push(bytes));
  packets.push(Int16Array.of(1, 2, 3, 4));
  expect(sent).toEqual([]);
  packets.push(Int16Array.of(5, 6));
  packets.push(Int16Array.of(-7, 8));
  expect(sent.map((bytes) => bytes.toString('hex'))).toEqual(['0100020003000400']);
  expect(packets.finish().toString('hex')).toBe('05000600f9ff0800');
});

test('much at once is cut into packets in order', () => {
  const sent: number[] = [];
  const packets = new SoundPackets(2, (bytes) => sent.push(bytes.readInt16LE(0), bytes.readInt16LE(2)));
  packets.push(Int16Array.of(1, 2, 3, 4, 5));
  expect(sent).toEqual([1, 2, 3, 4]);
  expect(packets.finish().readInt16LE(0)).toBe(5);
});

test('nothing pushed leaves nothing', () => {
  expect(new SoundPackets(2, () => undefined).finish()).toHaveLength(0);
});
