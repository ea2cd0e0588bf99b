import { expect, test } from 'vitest';
import { callIdSchema } from '../contract/ids.ts';
import { SpeechFaults } from './speech-faults.ts';

const callId = callIdSchema.parse('n1-00000000-0000-4000-8000-000000000001');
const degraded = (atMs: number, what: 'recognizer' | 'synthesizer' | 'recording', reason: string) =>
  ({ kind: 'degraded', callId, atMs, what, reason }) as const;

test('the last fault of an engine is kept by its name, and not held against who took its place', () => {
  const faults = new SpeechFaults();
  faults.note(degraded(1, 'recognizer', 'qwen: the key is refused; house hears instead'));
  faults.note(degraded(2, 'recognizer', 'qwen: no answer within 5 s; house hears instead'));
  faults.note(degraded(3, 'recording', 'disk: full'));
  faults.note(degraded(4, 'synthesizer', "no synthesiser that speaks 'yue' is running"));
  expect(faults.lastOf('qwen')).toEqual({ atMs: 2, reason: 'qwen: no answer within 5 s; house hears instead' });
  expect(faults.lastOf('house')).toBeNull();
  expect(faults.lastOf('disk')).toBeNull();
});

test('names are not kept without end', () => {
  const faults = new SpeechFaults();
  for (let index = 0; index <= 100; index++) faults.note(degraded(index, 'synthesizer', `voice-${index}: away`));
  expect(faults.lastOf('voice-0')).toBeNull();
  expect(faults.lastOf('voice-100')?.atMs).toBe(100);
});
