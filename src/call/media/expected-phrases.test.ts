import { expect, test } from 'vitest';
import { MediaRig } from './testing/media-rig.ts';

test('a recogniser is told what the speaker is likely to say, turn by turn, and when it is opened anew', async () => {
  const rig = new MediaRig();
  await rig.join('a');
  rig.listen('a', { recognizer: 'mandarin-8k', hotwords: ['余额'] });
  await rig.pass(40);
  expect(rig.speech.streams[0]?.expected).toEqual(['余额']);
  rig.send({ kind: 'expect', legId: 'a', phrases: ['好的', '不用'] });
  await rig.pass(40);
  expect(rig.speech.streams[0]?.expected).toEqual(['好的', '不用']);
  rig.listen('a', { recognizer: 'mandarin-8k' });
  await rig.pass(40);
  expect(rig.speech.streams[1]?.expected).toEqual(['好的', '不用']);
});
