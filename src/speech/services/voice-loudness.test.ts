import { expect, test } from 'vitest';
import { levelDbfs } from '../../audio/index.ts';
import { LevelledSound, VoiceLoudness } from './voice-loudness.ts';

function hum(levelDb: number, count: number): Int16Array {
  const amplitude = 32_768 * Math.SQRT2 * 10 ** (levelDb / 20);
  return Int16Array.from({ length: count }, (_, index) => amplitude * Math.sin((2 * Math.PI * 300 * index) / 8_000));
}

test.each([-30, -24, -16, -10])('a voice at %i dBFS comes out at −16 from its first sound on', (levelDb) => {
  const sound = new LevelledSound(new VoiceLoudness());
  expect(levelDbfs(sound.push(hum(levelDb, 800)))).toBeCloseTo(-16, 0);
  expect(levelDbfs(sound.push(hum(levelDb, 8_000)))).toBeCloseTo(-16, 0);
});

test('pauses count for nothing: they are neither lifted into noise nor do they make the speech louder', () => {
  const sound = new LevelledSound(new VoiceLoudness());
  sound.push(hum(-22, 4_000));
  const pause = sound.push(hum(-70, 8_000));
  expect(levelDbfs(pause)).toBeLessThan(-60);
  expect(levelDbfs(sound.push(hum(-22, 4_000)))).toBeCloseTo(-16, 0);
});

test('silence before the first word passes unchanged', () => {
  const sound = new LevelledSound(new VoiceLoudness());
  const silence = hum(-60, 1_600);
  expect(sound.push(silence)).toEqual(silence);
  expect(levelDbfs(sound.push(hum(-26, 1_600)))).toBeCloseTo(-16, 0);
});

test('the next text of the voice knows its level before it has spoken, and changes of level are slow', () => {
  const voice = new VoiceLoudness();
  new LevelledSound(voice).push(hum(-26, 32_000));
  const next = new LevelledSound(voice);
  const whisper = next.push(hum(-36, 1_600));
  expect(levelDbfs(whisper)).toBeGreaterThan(-27);
  expect(levelDbfs(whisper)).toBeLessThan(-24);
});

test('nothing clips, however loud a burst is', () => {
  const sound = new LevelledSound(new VoiceLoudness());
  sound.push(hum(-34, 8_000));
  const burst = sound.push(Int16Array.from({ length: 800 }, (_, index) => (index % 2 === 0 ? 32_767 : -32_768)));
  for (const sample of burst) expect(Math.abs(sample)).toBeLessThan(32_767);
});
