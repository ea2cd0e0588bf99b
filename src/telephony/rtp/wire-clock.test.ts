import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WireClock } from './wire-clock.ts';

it('counts on over the wraps of both sides, forth and back', () => {
  const steps = fc.array(fc.integer({ min: -5, max: 400 }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), steps, (begin, frames) => {
      const clock = new WireClock(48_000);
      let ours = clock.fromWire(begin);
      let wire = begin;
      for (const step of frames) {
        wire = (wire + step * 960) >>> 0;
        const next = clock.fromWire(wire);
        expect((next - ours) | 0).toBe(step * 160);
        expect((clock.toWire(next) - clock.toWire(ours)) | 0).toBe((step * 960) | 0);
        ours = next;
      }
    }),
  );
});

it('leaves a clock that is ours as it is', () => {
  const clock = new WireClock(8_000);
  expect([clock.ratio, clock.fromWire(4_294_967_295), clock.toWire(4_294_967_295)]).toEqual([
    1, 4_294_967_295, 4_294_967_295,
  ]);
});
