import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { levelDbfs, toneShare } from '../../audio/index.ts';
import { syllableVoice } from './syllable-voice.ts';

const folder = mkdtempSync(join(tmpdir(), 'syllables-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A pure tone for each syllable, between two stretches of silence, 300 ms in all. */
function record(tonesHz: Readonly<Record<string, number>>): void {
  const length = 2_400;
  const names = Object.keys(tonesHz);
  const sound = new Int16Array(names.length * length);
  for (const [at, name] of names.entries())
    for (let index = 400; index < 2_000; index++)
      sound[at * length + index] = 4_000 * Math.sin((2 * Math.PI * (tonesHz[name] ?? 0) * index) / 8000);
  const syllables = Object.fromEntries(names.map((name, at) => [name, [at * length * 2, length]]));
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ rate: 8000, format: 's16le', syllables }));
  writeFileSync(join(folder, 'syllables.s16'), Buffer.from(sound.buffer));
}

/** Share of the tone in the middle 50 ms of the n-th of `of` equal parts of the sound. */
function shareIn(sound: Int16Array, n: number, of: number, toneHz: number): number {
  const middle = Math.round(((n + 0.5) * sound.length) / of);
  return toneShare(sound.subarray(middle - 200, middle + 200), toneHz, 8000);
}

describe('syllableVoice()', () => {
  it('joins recorded syllables, equally loud, without the silence around them', () => {
    record({ yao4: 400, bu2: 800 });
    const sound = syllableVoice(folder).say('不要');
    expect(sound.length).toBeLessThan(4_000);
    expect(shareIn(sound, 0, 2, 800)).toBeGreaterThan(0.8);
    expect(shareIn(sound, 1, 2, 400)).toBeGreaterThan(0.8);
    expect(Math.max(...sound)).toBeGreaterThan(13_000);
  });

  it('pauses at a comma, over faint noise and not digital silence', () => {
    record({ hao3: 400 });
    const voice = syllableVoice(folder);
    const [plain, withPause] = [voice.say('好好好'), voice.say('好好，好')];
    expect(withPause.length - plain.length).toBe(1_600);
    const middle = withPause.subarray(withPause.length - 3_000, withPause.length - 2_000);
    expect(levelDbfs(middle)).toBeLessThan(-55);
    expect(levelDbfs(middle)).toBeGreaterThan(-70);
  });

  it('reads numbers as people do, and says a third tone before another in the second', () => {
    record({ wu3: 300, wu2: 900, shi2: 1_500, wan4: 2_400 });
    const voice = syllableVoice(folder);
    expect(voice.say('50万')).toEqual(voice.say('五十万'));
    expect(shareIn(voice.say('五五'), 0, 2, 900)).toBeGreaterThan(0.8);
    expect(shareIn(voice.say('五五'), 1, 2, 300)).toBeGreaterThan(0.8);
  });

  it('takes another tone where one was not recorded, and leaves out what no syllable says', () => {
    record({ hao1: 400 });
    const voice = syllableVoice(folder);
    expect(voice.say('好☎')).toEqual(voice.say('好'));
    expect(() => voice.say('OK。')).toThrow("nothing in 'OK。' can be said");
  });

  it('says what a folder lacks', () => {
    expect(() => syllableVoice(join(folder, 'absent'))).toThrow(/no recorded syllables in .*absent: ENOENT/);
    record({ hao3: 400 });
    writeFileSync(join(folder, 'syllables.s16'), Buffer.alloc(100));
    expect(() => syllableVoice(folder)).toThrow("'hao3' ends after the sound does");
  });
});
