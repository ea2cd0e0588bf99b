import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeMessage, WireReader, type WireMessage } from './wire.ts';

const id = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const number = fc.double({ noNaN: true });
const text = fc.string({ unit: 'grapheme' });
const samples = fc.int16Array({ maxLength: 400 });
const voice = fc.constant({ language: 'cmn', emotion: 'warm', speed: 1.5, pitch: 1 } as const);

const message: fc.Arbitrary<WireMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('open' as const),
    id,
    options: fc.record(
      { language: fc.constantFrom('cmn', 'yue', 'en'), hotwords: fc.array(text), expected: fc.array(text) },
      { requiredKeys: ['language', 'hotwords'], noNullPrototype: true },
    ),
  }),
  fc.record({ kind: fc.constant('audio' as const), id, frameAtMs: number, samples }),
  fc.record({ kind: fc.constantFrom('finish' as const, 'close' as const, 'cancel' as const), id }),
  fc.record({ kind: fc.constant('expect' as const), id, phrases: fc.array(text) }),
  fc.record({ kind: fc.constant('say' as const), id, text, voice }),
  fc.record({ kind: fc.constant('probability' as const), id, frameAtMs: number, probability: number }),
  fc.record({ kind: fc.constant('partial' as const), id, frameAtMs: number, text }),
  fc.record({ kind: fc.constant('final' as const), id, frameAtMs: number, confidence: number, text }),
  fc.record({ kind: fc.constantFrom('refused' as const, 'failed' as const), id, reason: text }),
  fc.record({ kind: fc.constant('chunk' as const), id, samples }),
  fc.record({ kind: fc.constant('mark' as const), id, textLength: fc.nat(), atSample: fc.nat() }),
  fc.record({ kind: fc.constant('end' as const), id, provider: text }),
);

test('what is written is read again, however the bytes are split', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), fc.array(fc.nat(900)), (messages, cuts) => {
      const bytes = Buffer.concat(messages.map(encodeMessage));
      const reader = new WireReader();
      const read: WireMessage[] = [];
      let at = 0;
      for (const cut of cuts) {
        read.push(...reader.push(bytes.subarray(at, at + cut)));
        at = Math.min(bytes.length, at + cut);
      }
      read.push(...reader.push(bytes.subarray(at)));
      expect(read).toEqual(messages);
    }),
  );
});

test('bytes of somebody else are refused, not waited for', () => {
  expect(() => new WireReader().push(Buffer.from('GET / HTTP/1.1\r\n'))).toThrow(/out-of-step|wanted one of ours/);
  expect(() => new WireReader().push(Buffer.from([5, 0, 0, 0, 99, 0, 0, 0, 0]))).toThrow('kind 99');
});
