import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { levelDbfs } from '../../audio/index.ts';
import { espeakSettings } from './espeak-voice.ts';
import { espeakBinary, espeakProgram } from './load-espeak.ts';

const runs = spawnSync(espeakProgram, ['--version']).status === 0;
const settings = espeakSettings({ language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 });

test.skipIf(!runs)('the system’s espeak-ng says a sentence at 22.05 kHz', async () => {
  const chunks: Int16Array[] = [];
  await espeakBinary().speak('您好，请问您方便吗？', settings, ({ samples }) => chunks.push(samples) > 0);
  const sound = Int16Array.from(chunks.flatMap((chunk) => [...chunk]));
  expect(sound.length).toBeGreaterThan(22_050);
  expect(levelDbfs(sound)).toBeGreaterThan(-30);
});

test.skipIf(!runs)('it is stopped when nobody listens any more', async () => {
  let chunks = 0;
  await espeakBinary().speak('您好，请问您方便吗？'.repeat(50), settings, () => {
    chunks++;
    return false;
  });
  expect(chunks).toBe(1);
});
