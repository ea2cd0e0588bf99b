import { expect, it } from 'vitest';
import { clockRateOf, codecsHere, telephoneCodecs } from './voice-codecs.ts';

it('Opus is left out where it is not to be had, and something is always left', () => {
  expect(codecsHere(telephoneCodecs, true)).toEqual(['PCMA', 'PCMU', 'G722', 'opus']);
  expect(codecsHere(telephoneCodecs, false)).toEqual(['PCMA', 'PCMU', 'G722']);
  expect(codecsHere(['opus'], false)).toEqual(['PCMA', 'PCMU']);
  expect(telephoneCodecs.map(clockRateOf)).toEqual([8_000, 8_000, 8_000, 48_000]);
});
