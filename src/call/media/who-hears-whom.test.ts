import { describe, expect, it } from 'vitest';
import { formatWav, holdMusic, levelDbfs, toneShare, toneSound } from '../../audio/index.ts';
import { parseRtp } from '../../telephony/index.ts';
import { MediaRig, themAddress, type RigPhone } from './testing/media-rig.ts';

const never = { mode: 'never' } as const;
const tone = (hz: number, ms: number, levelDb = -18): Int16Array =>
  toneSound({ frequenciesHz: [hz], levelDbfs: levelDb }, ms);

/** What a phone heard from a moment on. */
const heardSince = (phone: RigPhone, atMs: number): Int16Array =>
  Int16Array.from(phone.heard.filter((frame) => frame.atMs >= atMs).flatMap(({ samples }) => [...samples]));
/** Level of one frequency in a sound, dBFS. */
const levelOf = (sound: Int16Array, hz: number): number =>
  levelDbfs(sound) + 10 * Math.log10(Math.max(1e-9, toneShare(sound, hz, 8000)));

/** All speak at once, each a tone of its own; gives the middle of what each heard. */
async function speakTogether(
  rig: MediaRig,
  speakers: readonly (readonly [RigPhone, number])[],
  levelDb = -18,
): Promise<(phone: RigPhone) => Int16Array> {
  for (const [phone, hz] of speakers) phone.endpoint.sendFrame(tone(hz, 700, levelDb));
  await rig.pass(300);
  const fromMs = rig.clock.monotonicMs();
  await rig.pass(300);
  const heard = new Map(speakers.map(([phone]) => [phone, heardSince(phone, fromMs)]));
  await rig.pass(600);
  return (phone) => heard.get(phone) ?? new Int16Array();
}

describe('legs of a conference', () => {
  const pitches = [500, 900, 1300, 2100] as const;

  it('each hear all others and never themselves', async () => {
    const rig = new MediaRig();
    const names = ['a', 'b', 'c', 'd'];
    const phones: RigPhone[] = [];
    for (const name of names) phones.push(await rig.join(name, 'seat'));
    rig.letHear(...names);
    const heardBy = await speakTogether(
      rig,
      phones.map((phone, index) => [phone, pitches[index]!]),
    );
    for (const [index, phone] of phones.entries()) {
      const [own, ...others] = [pitches[index]!, ...pitches.filter((_, other) => other !== index)];
      expect(levelOf(heardBy(phone), own)).toBeLessThan(-50);
      for (const hz of others) expect(levelOf(heardBy(phone), hz)).toBeCloseTo(-18, 0);
    }
  });

  it('are clipped, never wrapped round, when all shout', async () => {
    const rig = new MediaRig();
    const phones = [await rig.join('a', 'seat'), await rig.join('b', 'seat'), await rig.join('c', 'seat')] as const;
    rig.letHear('a', 'b', 'c');
    const [one, two, three] = phones;
    const heardBy = await speakTogether(
      rig,
      [
        [one, 600],
        [two, 600],
        [three, 600],
      ],
      -4,
    );
    // Two equal tones nearly double; a sum that wrapped round would be noise.
    const heard = heardBy(one);
    expect(heard.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeGreaterThan(28_000);
    expect(toneShare(heard, 600, 8000)).toBeGreaterThan(0.85);
  });

  it('hear what their row says alone: a listener hears both and is heard by none, a whisperer by one', async () => {
    const rig = new MediaRig();
    const [customer, agent, boss] = [await rig.join('a'), await rig.join('b', 'seat'), await rig.join('c', 'seat')];
    rig.letHear('a', 'b');
    rig.send({ kind: 'hear', legId: 'c', voices: ['a', 'b'], prompts: [] });
    const all = [
      [customer, 500],
      [agent, 900],
      [boss, 1300],
    ] as const;
    const listening = await speakTogether(rig, all);
    expect(levelOf(listening(boss), 500)).toBeCloseTo(-18, 0);
    expect(levelOf(listening(boss), 900)).toBeCloseTo(-18, 0);
    expect(levelOf(listening(customer), 1300)).toBeLessThan(-50);
    expect(levelOf(listening(agent), 1300)).toBeLessThan(-50);
    rig.send({ kind: 'hear', legId: 'b', voices: ['a', 'c'], prompts: [] });
    const whispering = await speakTogether(rig, all);
    expect(levelOf(whispering(agent), 1300)).toBeCloseTo(-18, 0);
    expect(levelOf(whispering(agent), 500)).toBeCloseTo(-18, 0);
    expect(levelOf(whispering(customer), 1300)).toBeLessThan(-50);
  });

  it('hear what is played to another where their row says so, in the same frame and once', async () => {
    const rig = new MediaRig();
    const [customer, boss] = [await rig.join('a'), await rig.join('c', 'seat')];
    rig.files.contents.set('/p/line.wav', formatWav({ sampleRateHz: 8000, channels: 1, samples: tone(1700, 1000) }));
    rig.send({ kind: 'hear', legId: 'a', voices: [], prompts: ['a'] });
    rig.send({ kind: 'hear', legId: 'c', voices: ['a'], prompts: ['a', 'a', 'nobody'] });
    const playFor = async (): Promise<(phone: RigPhone) => Int16Array> => {
      rig.play(
        'a',
        [
          {
            text: '您好',
            voice: { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 },
            audioFile: '/p/line.wav',
          },
        ],
        never,
      );
      return speakTogether(rig, [
        [customer, 500],
        [boss, 900],
      ]);
    };
    const first = await playFor();
    expect(levelOf(first(customer), 1700)).toBeCloseTo(-18, 0);
    expect(levelOf(first(boss), 1700)).toBeCloseTo(-18, 0);
    expect(levelOf(first(boss), 500)).toBeCloseTo(-18, 0);
    rig.send({ kind: 'hear', legId: 'c', voices: ['a'], prompts: [] });
    const second = await playFor();
    expect(levelOf(second(boss), 1700)).toBeLessThan(-50);
  });
});

describe('music', () => {
  it('loops under everything, is interrupted by what is said, and goes on where it was', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    rig.files.contents.set('/m/song.wav', formatWav({ sampleRateHz: 8000, channels: 1, samples: tone(1100, 330) }));
    rig.send({ kind: 'play-music', legId: 'a', music: '/m/song.wav' });
    await rig.pass(400);
    const musicAtMs = rig.clock.monotonicMs();
    await rig.pass(1000);
    expect(toneShare(heardSince(phone, musicAtMs), 1100, 8000)).toBeGreaterThan(0.8);
    rig.play('a', '您好吗', never);
    await rig.pass(200);
    const saidAtMs = rig.clock.monotonicMs();
    await rig.pass(300);
    expect(toneShare(heardSince(phone, saidAtMs), 1100, 8000)).toBeLessThan(0.05);
    await rig.pass(400);
    const afterMs = rig.clock.monotonicMs();
    await rig.pass(300);
    expect(toneShare(heardSince(phone, afterMs), 1100, 8000)).toBeGreaterThan(0.8);
    rig.send({ kind: 'play-music', legId: 'a', music: null });
    await rig.pass(100);
    const silentMs = rig.clock.monotonicMs();
    await rig.pass(300);
    expect(levelDbfs(heardSince(phone, silentMs))).toBeLessThan(-70);
  });

  it('is our own piece by default, and where a file cannot be read, which is told', async () => {
    const rig = new MediaRig();
    rig.files.contents.set('/m/empty.wav', formatWav({ sampleRateHz: 8000, channels: 1, samples: new Int16Array() }));
    for (const [legId, music] of [
      ['a', 'default'],
      ['b', '/m/gone.wav'],
      ['c', '/m/empty.wav'],
    ] as const) {
      const phone = await rig.join(legId);
      rig.send({ kind: 'play-music', legId, music });
      rig.send({ kind: 'play-music', legId, music }); // the same again changes nothing
      await rig.pass(5100);
      const heard = heardSince(phone, rig.clock.monotonicMs() - 1000);
      const around = holdMusic().subarray(4 * 8000, 5 * 8000);
      expect(levelDbfs(heard)).toBeCloseTo(levelDbfs(around), -1);
      for (const hz of [220 * 2 ** (9 / 12), 220 * 2 ** (14 / 12)])
        expect(toneShare(heard, hz, 8000)).toBeCloseTo(toneShare(around, hz, 8000), 0);
    }
    expect(rig.of('degraded').map(({ what, reason }) => [what, reason])).toEqual([
      ['media', "music '/m/gone.wav': ENOENT: /m/gone.wav; the built-in piece plays"],
      ['media', "music '/m/empty.wav': it holds no sound; the built-in piece plays"],
    ]);
  });

  it('is on no track of a recording', async () => {
    const rig = new MediaRig();
    await rig.join('a');
    rig.send({ kind: 'start-recording', callId: 'call-1', folder: '/rec' });
    rig.send({ kind: 'play-music', legId: 'a', music: 'default' });
    await rig.pass(2000);
    await rig.hangUp();
    expect(levelDbfs(rig.track('/rec/robot.alaw'))).toBeLessThan(-60);
    expect(levelDbfs(rig.track('/rec/customer.alaw'))).toBeLessThan(-60);
  });
});

describe('a leg that moves to another call', () => {
  it('keeps its stream without a gap over one frame, and hears and is heard there by the rows', async () => {
    for (let wait = 0; wait < 20; wait += 7) {
      const rig = new MediaRig();
      const a = await rig.join('a');
      const b = await rig.join('b', 'seat');
      await rig.pass(wait);
      const c = await rig.join('c', 'seat', 'call-2');
      rig.letHear('a', 'b');
      rig.send({ kind: 'hear', legId: 'c', voices: ['a'], prompts: [] });
      await rig.pass(200);
      rig.send({ kind: 'move-leg', legId: 'a', toCallId: 'call-2' });
      rig.send({ kind: 'hear', legId: 'a', voices: ['c'], prompts: [] });
      const heardBy = await speakTogether(rig, [
        [a, 500],
        [b, 900],
        [c, 1300],
      ]);
      expect(levelOf(heardBy(c), 500)).toBeCloseTo(-18, 0);
      expect(levelOf(heardBy(a), 1300)).toBeCloseTo(-18, 0);
      expect(levelOf(heardBy(a), 900)).toBeLessThan(-50);
      expect(levelDbfs(heardBy(b))).toBeLessThan(-70);
      const sent = rig.network.sent
        .filter(({ to }) => to.address === themAddress && to.port === a.endpoint.port)
        .map(({ bytes, atMs }) => ({ atMs, packet: parseRtp(bytes)! }));
      for (const [index, { atMs, packet }] of sent.slice(1).entries()) {
        expect(atMs - sent[index]!.atMs).toBeLessThanOrEqual(40);
        expect((packet.timestamp - sent[index]!.packet.timestamp) >>> 0).toBeLessThanOrEqual(320);
        expect(packet.sequence).toBe((sent[index]!.packet.sequence + 1) & 0xffff);
        expect(packet.ssrc).toBe(sent[0]!.packet.ssrc);
      }
    }
  });

  it('ends its track in the old recording and begins one at its offset in the new, and may come back', async () => {
    const rig = new MediaRig();
    const a = await rig.join('a');
    await rig.join('b', 'seat');
    await rig.join('c', 'seat', 'call-2');
    rig.send({ kind: 'start-recording', callId: 'call-1', folder: '/one' });
    rig.send({ kind: 'start-recording', callId: 'call-2', folder: '/two' });
    const speak = async (hz: number): Promise<void> => {
      a.endpoint.sendFrame(tone(hz, 900));
      await rig.pass(1000);
    };
    await speak(500);
    rig.send({ kind: 'move-leg', legId: 'a', toCallId: 'call-2' });
    await speak(1300);
    rig.send({ kind: 'move-leg', legId: 'a', toCallId: 'call-1' });
    await speak(2100);
    const [one, two] = [await rig.hangUp('call-1'), await rig.hangUp('call-2')];
    const trackOf = (closed: typeof one, leg: string) => closed.tracks.find((track) => track.leg === leg)!;
    expect(one.legs.map(({ legId }) => legId).sort()).toEqual(['a', 'b']);
    expect(two.legs.map(({ legId }) => legId)).toEqual(['c']);
    expect(trackOf(one, 'customer').startOffsetMs).toBe(0);
    expect(trackOf(one, 'customer').durationMs).toBeGreaterThanOrEqual(2950);
    expect(Math.abs(trackOf(two, 'customer').startOffsetMs - 1000)).toBeLessThanOrEqual(40);
    expect(Math.abs(trackOf(two, 'customer').durationMs - 1000)).toBeLessThanOrEqual(40);
    const first = rig.track('/one/customer.alaw');
    const middle = (atMs: number): Int16Array => first.subarray((atMs + 200) * 8, (atMs + 800) * 8);
    expect(toneShare(middle(0), 500, 8000)).toBeGreaterThan(0.95);
    expect(levelDbfs(middle(1000))).toBeLessThan(-60);
    expect(toneShare(middle(2000), 2100, 8000)).toBeGreaterThan(0.95);
    const second = rig.track('/two/customer.alaw');
    expect(toneShare(second.subarray(200 * 8, 800 * 8), 1300, 8000)).toBeGreaterThan(0.95);
  });

  it('goes on with its sentence, and tells its keys with the offset of where it is', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    await rig.pass(3000);
    await rig.join('b', 'seat', 'call-2');
    rig.play('a', '一二三四五六七八九十', never);
    await rig.pass(500);
    rig.send({ kind: 'move-leg', legId: 'a', toCallId: 'call-2' });
    rig.send({ kind: 'move-leg', legId: 'a', toCallId: 'call-2' }); // to where it is: nothing
    phone.endpoint.sendDigit('5');
    await rig.pass(3000);
    expect(rig.of('play-ended')[0]).toMatchObject({ completed: true, spokenMs: 2000 });
    expect(rig.of('key')[0]).toMatchObject({ digit: '5', typed: '5' });
    expect(rig.of('key')[0]!.offsetMs).toBeLessThan(1500);
    await rig.hangUp('call-1');
    expect(rig.of('leg-failed')).toEqual([]);
    const closed = await rig.hangUp('call-2');
    expect(closed.legs.map(({ legId }) => legId).sort()).toEqual(['a', 'b']);
  });
});
