import { expect, it } from 'vitest';
import { addTone, framesOf } from '../../audio/index.ts';
import { seededRandom } from '../../foundation/random.ts';
import { knownRecording } from '../../speech/index.ts';
import { MediaRig, type RigPhone } from './testing/media-rig.ts';

/** Syllables of changing chords with dips between them. */
function babble(seed: number, syllables: number): Int16Array {
  const random = seededRandom(seed);
  const sound = new Int16Array(syllables * 1600);
  for (let index = 0; index < syllables; index++) {
    const frequenciesHz = Array.from({ length: 5 }, () => 300 + random.int(1700));
    addTone(sound.subarray(index * 1600, index * 1600 + 1200), { frequenciesHz, levelDbfs: -24 }, 0, 8000);
  }
  return sound;
}

async function says(rig: MediaRig, phone: RigPhone, sound: Int16Array, thenQuietMs: number): Promise<void> {
  for (const frame of [...framesOf(sound), ...framesOf(new Int16Array(thenQuietMs * 8))]) {
    phone.endpoint.sendFrame(frame);
    await rig.pass(20);
  }
}

const evidenceIn = (rig: MediaRig): object[] => rig.of('answer-heard').map(({ evidence }) => evidence);

it('a known announcement in early media is told with its cause', async () => {
  const announcement = babble(1, 20);
  const rig = new MediaRig({ recordings: [knownRecording('powered-off/one', { cause: 'powered-off' }, announcement)] });
  const phone = await rig.join('a');
  rig.send({ kind: 'judge-answer', legId: 'a', phase: 'early' });
  await says(rig, phone, announcement, 200);
  expect(evidenceIn(rig)).toMatchObject([{ kind: 'cause', cause: 'powered-off' }]);
  await rig.media.close();
});

it('one who greets and waits is told to be a person, one who speaks on a machine', async () => {
  for (const [syllables, answeredBy] of [
    [3, 'human'],
    [25, 'voicemail'],
  ] as const) {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    rig.send({ kind: 'judge-answer', legId: 'a', phase: 'answered' });
    await says(rig, phone, babble(2, syllables), 1_500);
    expect(evidenceIn(rig)).toMatchObject([{ kind: 'picked-up', by: 'sound', answeredBy }]);
    await rig.media.close();
  }
});

it('nothing is told of a leg that nobody judges', async () => {
  const rig = new MediaRig();
  const phone = await rig.join('a');
  await says(rig, phone, babble(2, 25), 1_500);
  expect(evidenceIn(rig)).toEqual([]);
  await rig.media.close();
});

it('a leg that is judged from now on knows the recordings that came last', async () => {
  const announcement = babble(1, 20);
  const rig = new MediaRig();
  rig.send({ kind: 'use-recordings', recordings: [knownRecording('busy/one', { cause: 'busy' }, announcement)] });
  const phone = await rig.join('a');
  rig.send({ kind: 'judge-answer', legId: 'a', phase: 'early' });
  await says(rig, phone, announcement, 200);
  expect(evidenceIn(rig)).toMatchObject([{ kind: 'cause', cause: 'busy' }]);
  await rig.media.close();
});
