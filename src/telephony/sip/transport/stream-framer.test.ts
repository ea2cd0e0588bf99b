import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounds } from '../message/bounds.ts';
import { StreamFramer } from './stream-framer.ts';

const message = (body: string, name = 'Content-Length'): string =>
  `OPTIONS sip:a@b SIP/2.0\r\n${name}: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('StreamFramer', () => {
  it('cuts the same messages out of a stream however it is chopped', () => {
    const bodies = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 });
    const cut = fc.property(bodies, fc.array(fc.integer({ min: 1, max: 60 })), (all, sizes) => {
      const stream = Buffer.from(all.map((body) => message(body)).join('\r\n\r\n'));
      const framer = new StreamFramer();
      const read: string[] = [];
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const end = at + (sizes[turn % Math.max(1, sizes.length)] ?? stream.length);
        read.push(...framer.push(stream.subarray(at, end)).messages.map(String));
        at = end;
      }
      expect(read).toEqual(all.map((body) => message(body)));
    });
    fc.assert(cut);
    expect.hasAssertions();
  });

  it('counts keep-alive pings and passes over single line ends', () => {
    const framer = new StreamFramer();
    expect(framer.push(Buffer.from('\r\n\r\n')).pings).toBe(1);
    expect(framer.push(Buffer.from(`\r\n${message('x', 'l')}`))).toMatchObject({ pings: 0, fault: null });
  });

  it.each([
    ['no content-length', 'OPTIONS sip:a@b SIP/2.0\r\n\r\n'],
    ['message too long', 'OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 900000\r\n\r\n'],
    ['headers too long', 'x'.repeat(bounds.headBytes + 1)],
    ['headers too long', `${'x'.repeat(bounds.headBytes + 1)}\r\n\r\n`],
  ])('gives the stream up: %s', (fault, text) => {
    expect(new StreamFramer().push(Buffer.from(text)).fault).toBe(fault);
  });
});
