import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../foundation/random.ts';
import { noiseSound } from './comfort-noise.ts';
import { DtmfDetector } from './dtmf-detector.ts';
import { decodeG711, encodeG711 } from './g711.ts';
import { toneShare } from './goertzel.ts';
import { levelDbfs } from './level.ts';
import { mixInto } from './mix.ts';
import { singleTone } from './single-tone.ts';
import { ToneDetector, type HeardTone } from './tone-detector.ts';
import { CadenceSource, dtmfPair, progressTones, toneSound, type Cadence } from './tone.ts';
import { framesOf } from './wav.ts';

const overTelephone = (samples: Int16Array): Int16Array => decodeG711('PCMA', encodeG711('PCMA', samples));
const concat = (...sounds: readonly Int16Array[]): Int16Array => Int16Array.from(sounds.flatMap((sound) => [...sound]));
const silence = (ms: number): Int16Array => new Int16Array(ms * 8);
const tone = (hz: number, ms: number, levelDbfs_ = -18): Int16Array =>
  toneSound({ frequenciesHz: [hz], levelDbfs: levelDbfs_ }, ms);
const cadence = (spec: Cadence, ms: number): Int16Array => {
  const sound = new Int16Array(ms * 8);
  new CadenceSource(spec).addTo(sound);
  return sound;
};
const heard = (sound: Int16Array): HeardTone[] => {
  const detector = new ToneDetector();
  return framesOf(overTelephone(concat(sound, silence(200)))).flatMap((frame) => detector.push(frame) ?? []);
};

describe('tones', () => {
  it('have their frequency and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 3400 }), (hz) => {
        const sound = tone(hz, 100);
        expect(toneShare(sound, hz, 8000)).toBeGreaterThan(0.95);
        expect(toneShare(sound, hz > 1500 ? hz - 400 : hz + 400, 8000)).toBeLessThan(0.05);
        expect(Math.abs(singleTone(sound)!.frequencyHz - hz)).toBeLessThan(12);
      }),
    );
    expect(toneShare(silence(20), 450, 8000)).toBe(0);
  });

  it('come and go in their rhythm, in one piece or frame by frame', () => {
    const whole = cadence(progressTones.busy, 1400);
    const source = new CadenceSource(progressTones.busy);
    const pieces = concat(
      ...Array.from({ length: 70 }, () => {
        const frame = new Int16Array(160);
        source.addTo(frame);
        return frame;
      }),
    );
    expect(pieces).toEqual(whole);
    expect(levelDbfs(whole.subarray(0, 2800))).toBeCloseTo(-20, 0);
    expect(levelDbfs(whole.subarray(2800, 5600))).toBe(-96);
    const beep = cadence(progressTones.beep, 2000);
    expect(levelDbfs(beep.subarray(3200))).toBe(-96);
    expect(levelDbfs(cadence({ frequenciesHz: [450], levelDbfs: -20, rhythmMs: [] }, 500))).toBeCloseTo(-20, 0);
  });
});

describe('tone detection', () => {
  it.each<[HeardTone, Int16Array]>([
    ['ringback', cadence(progressTones.ringback, 7000)],
    ['busy', cadence(progressTones.busy, 3000)],
    ['congestion', cadence(progressTones.congestion, 5000)],
    ['sit', concat(tone(950, 330), tone(1400, 330), tone(1800, 330))],
    ['sit', concat(tone(950, 330), silence(40), tone(1400, 330), silence(40), tone(1800, 330), silence(1000))],
    ['sit', concat(tone(905, 330), tone(1445, 330), tone(1845, 330))],
    ['beep', tone(1000, 400)],
    ['beep', concat(silence(500), tone(850, 1200))],
    ['fax', tone(2100, 1000)],
  ])('names %s once', (name, sound) => {
    expect(heard(sound)).toEqual([name]);
  });

  it('hears a fax that calls by the second of its tones', () => {
    expect(heard(concat(tone(1100, 500), silence(3000), tone(1100, 500)))).toEqual(['fax']);
  });

  it('takes one tone such as a fax calls with for a beep when no second follows', () => {
    expect(heard(concat(tone(1100, 500), silence(3000)))).toEqual([]);
    expect(heard(concat(tone(1100, 500), silence(4000)))).toEqual(['beep']);
  });

  it('hears a beep after another beep, and busy after ringback', () => {
    expect(heard(concat(tone(1000, 300), silence(5000), tone(1000, 300)))).toEqual(['beep', 'beep']);
    expect(heard(concat(cadence(progressTones.ringback, 5000), cadence(progressTones.busy, 1500)))).toEqual([
      'ringback',
      'busy',
    ]);
  });

  it('hears through a noisy line and one lost packet', () => {
    const sound = cadence(progressTones.busy, 3000);
    mixInto(sound, noiseSound(seededRandom(3), 3000, -42));
    sound.fill(0, 800, 960);
    expect(heard(sound)).toEqual(['busy']);
  });

  it('takes noise, a vowel, a click, a long whistle and two tones for nothing', () => {
    const vowel = toneSound({ frequenciesHz: [150, 300, 450, 700, 1150, 2400], levelDbfs: -26 }, 2000);
    expect(heard(vowel)).toEqual([]);
    expect(heard(noiseSound(seededRandom(4), 3000, -20))).toEqual([]);
    expect(heard(tone(1000, 60))).toEqual([]);
    expect(heard(tone(1000, 2500))).toEqual([]);
    expect(heard(toneSound({ frequenciesHz: [770, 1336], levelDbfs: -16 }, 400))).toEqual([]);
  });
});

describe('in-band keys', () => {
  const press = (key: string, ms: number): Int16Array =>
    toneSound({ frequenciesHz: dtmfPair(key)!, levelDbfs: -16 }, ms);
  const keys = (sound: Int16Array): string => {
    const detector = new DtmfDetector();
    return framesOf(overTelephone(concat(sound, silence(100))))
      .flatMap((frame) => detector.push(frame)?.key ?? [])
      .join('');
  };

  it('are heard each once', () => {
    const all = '1234567890*#ABCD'.split('');
    expect(keys(concat(...all.flatMap((key) => [silence(70), press(key, 80)])))).toBe(all.join(''));
    expect(keys(concat(press('5', 100), silence(60), press('5', 100)))).toBe('55');
  });

  it('report how long they were held', () => {
    const detector = new DtmfDetector();
    const found = framesOf(concat(press('9', 400), silence(60))).flatMap((frame) => detector.push(frame) ?? []);
    expect(found).toEqual([{ key: '9', durationMs: 400 }]);
  });

  it('are not heard in noise, one tone, or a pair out of balance', () => {
    expect(keys(noiseSound(seededRandom(5), 2000, -15))).toBe('');
    expect(keys(tone(770, 200))).toBe('');
    const bent = tone(770, 200, -10);
    mixInto(bent, tone(1336, 200, -30));
    expect(keys(bent)).toBe('');
    expect(dtmfPair('x')).toBeNull();
    expect(dtmfPair('12')).toBeNull();
  });
});
