import { describe, expect, it } from 'vitest';
import { toneSound } from '../../audio/index.ts';
import { scriptedSound } from '../../speech/testing/scripted-speech-link.ts';
import { planCut, shapeCut } from './plan-cut.ts';

const ms = (milliseconds: number): number => milliseconds * 8;
/** Characters of 200 ms each, from `fromMs` on, `forMs` long. */
const spoken = (fromMs: number, forMs: number): Int16Array =>
  scriptedSound('一二三四').subarray(ms(fromMs), ms(fromMs + forMs));

describe('planCut()', () => {
  it('ends a fade of 40 ms in the dip between two syllables', () => {
    const cut = planCut(spoken(310, 120), []);
    expect(cut.atWord).toBe(true);
    expect(Math.abs(cut.fadeTo - ms(90))).toBeLessThanOrEqual(ms(5));
    expect(cut.fadeTo - cut.fadeFrom).toBe(ms(40));
  });

  it('takes the word of an engine that tells where words end over what the level tells', () => {
    expect(planCut(spoken(310, 120), [ms(-50), ms(20), ms(64), ms(90)])).toEqual({
      fadeFrom: ms(24),
      fadeTo: ms(64),
      atWord: true,
    });
  });

  it.each([
    { name: 'in the middle of a long syllable', ahead: spoken(220, 120) },
    { name: 'where the next word ends too late', ahead: spoken(310, 60) },
    { name: 'just before a dip that no whole fade reaches', ahead: spoken(370, 120) },
    { name: 'in a tone that never falls', ahead: toneSound({ frequenciesHz: [300], levelDbfs: -15 }, 120) },
    { name: 'in a pause', ahead: new Int16Array(ms(120)) },
  ])('begins at once $name', ({ ahead }) => {
    expect(planCut(ahead, [])).toEqual({ fadeFrom: 0, fadeTo: ms(40), atWord: false });
  });

  it('fades over what there is where the engine lags', () => {
    expect(planCut(spoken(310, 20), [])).toEqual({ fadeFrom: 0, fadeTo: ms(20), atWord: false });
    expect(planCut(new Int16Array(0), [])).toEqual({ fadeFrom: 0, fadeTo: 0, atWord: false });
  });
});

describe('shapeCut()', () => {
  it('leaves all before the fade alone, falls in a straight line over it, and is silent after', () => {
    const cut = { fadeFrom: 100, fadeTo: 420, atWord: true };
    const shaped: number[] = [];
    for (let start = 0; start < 640; start += 160) {
      const frame = new Int16Array(160).fill(8_000);
      shapeCut(frame, start, cut);
      shaped.push(...frame);
    }
    expect(new Set(shaped.slice(0, 101))).toEqual(new Set([8_000]));
    expect(shaped[260]).toBe(4_000);
    expect(new Set(shaped.slice(420))).toEqual(new Set([0]));
    const steps = shaped.slice(1).map((sample, index) => Math.abs(sample - (shaped[index] ?? 0)));
    expect(Math.max(...steps)).toBeLessThanOrEqual(25);
  });
});
