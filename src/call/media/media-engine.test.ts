import { describe, expect, it } from 'vitest';
import {
  dtmfPair,
  formatWav,
  levelDbfs,
  progressTones,
  CadenceSource,
  toneShare,
  toneSound,
} from '../../audio/index.ts';

import { parseRtp } from '../../telephony/index.ts';
import { MediaRig, plainVoice, themAddress, usAddress, type RigPhone } from './testing/media-rig.ts';

const always = { mode: 'always', minSpeechMs: 200 } as const;
const never = { mode: 'never' } as const;

/** What a phone heard, in one piece. */
const soundOf = (phone: RigPhone): Int16Array => Int16Array.from(phone.heard.flatMap(({ samples }) => [...samples]));
const loudMs = (sound: Int16Array): number => {
  let loud = 0;
  for (let at = 0; at < sound.length; at += 160) if (levelDbfs(sound.subarray(at, at + 160)) > -40) loud += 20;
  return loud;
};
const voice = (ms: number): Int16Array => toneSound({ frequenciesHz: [220, 440, 700], levelDbfs: -20 }, ms);
const packetsTo = (rig: MediaRig, port: number) =>
  rig.network.sent
    .filter(({ to }) => to.address === themAddress && to.port === port)
    .map(({ bytes, atMs }) => ({ atMs, packet: parseRtp(bytes)! }));

describe('a leg', () => {
  it('tells its ports, sends silence from the connection on, and reports both first packets', async () => {
    const rig = new MediaRig({ text: true });
    const phone = await rig.join('a');
    expect(rig.of('leg-opened')[0]).toMatchObject({ port: 20_000, textPort: 20_002 });
    await rig.pass(200);
    expect(
      rig
        .of('first-packet')
        .map(({ direction }) => direction)
        .sort(),
    ).toEqual(['in', 'out']);
    expect(packetsTo(rig, phone.endpoint.port).length).toBeGreaterThanOrEqual(13);
    expect(loudMs(soundOf(phone))).toBe(0);
  });

  it('fails in words where its address cannot be had', async () => {
    const rig = new MediaRig();
    for (let port = 20_000; port < 20_100; port++) await rig.network.open(usAddress, port);
    rig.send({ kind: 'open-leg', callId: 'c', legId: 'x', role: 'customer', bindAddress: usAddress, text: false });
    await rig.pass(5);
    expect(rig.of('leg-failed')[0]?.reason).toBe('RTP on 10.0.0.1: no free pair of ports among 50');
  });

  it('fails when its call is closed while it opens, and closing is answered even so', async () => {
    const rig = new MediaRig({ text: true });
    rig.send({ kind: 'open-leg', callId: 'c', legId: 'x', role: 'customer', bindAddress: usAddress, text: true });
    rig.send({ kind: 'close-call', callId: 'c' });
    await rig.pass(10);
    expect(rig.of('leg-failed')[0]?.reason).toContain('its call was closed while its ports were opened');
    expect(rig.of('call-closed')).toHaveLength(1);
    expect(rig.network.addresses).toEqual([]);
    rig.send({ kind: 'close-call', callId: 'never-was' });
    expect(rig.of('call-closed')).toHaveLength(2);
  });

  it('carries keys both ways, each once', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    rig.send({ kind: 'send-digits', legId: 'a', digits: '12#' });
    phone.endpoint.sendDigit('907');
    await rig.pass(1500);
    expect(phone.digits.join('')).toBe('12#');
    expect(rig.of('key').map(({ digit, via, durationMs }) => [digit, via, durationMs])).toEqual([
      ['9', 'rfc4733', 100],
      ['0', 'rfc4733', 100],
      ['7', 'rfc4733', 100],
    ]);
  });

  it('hears keys that signalling tells of, and of two ways to tell a press only the first', async () => {
    const rig = new MediaRig();
    await rig.join('a');
    rig.send({ kind: 'key-told', legId: 'a', digit: '4', durationMs: 160 });
    expect(rig.of('key')).toMatchObject([{ digit: '4', via: 'sip-info', durationMs: 160 }]);
    const other = new MediaRig();
    const phone = await other.join('b');
    phone.endpoint.sendDigit('7');
    await other.pass(600);
    other.send({ kind: 'key-told', legId: 'b', digit: '7', durationMs: 160 });
    expect(other.of('key').map(({ digit, via }) => [digit, via])).toEqual([['7', 'rfc4733']]);
  });

  it('hears keys that come as sound, and takes them for no speech', async () => {
    const rig = new MediaRig({ dtmf: false });
    const phone = await rig.join('a');
    rig.listen('a');
    phone.endpoint.sendFrame(toneSound({ frequenciesHz: dtmfPair('5')!, levelDbfs: -14 }, 200));
    await rig.pass(600);
    expect(rig.of('key').map(({ digit, via }) => [digit, via])).toEqual([['5', 'in-band']]);
    expect(rig.of('speech-started')).toEqual([]);
  });

  it('carries text both ways', async () => {
    const rig = new MediaRig({ text: true });
    const phone = await rig.join('a');
    rig.send({ kind: 'send-text', legId: 'a', text: '您好' });
    phone.endpoint.sendText('喂\b');
    await rig.pass(500);
    expect(phone.text()).toBe('您好');
    expect(
      rig
        .of('text')
        .map(({ text }) => text)
        .join(''),
    ).toBe('喂\b');
  });

  it('names the tones that come in while it is asked to', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    const busy = new Int16Array(3000 * 8);
    new CadenceSource(progressTones.busy).addTo(busy);
    rig.send({ kind: 'detect-tones', legId: 'a', on: true });
    phone.endpoint.sendFrame(busy);
    await rig.pass(3200);
    expect(rig.of('tone').map(({ tone }) => tone)).toEqual(['busy']);
    rig.send({ kind: 'detect-tones', legId: 'a', on: false });
    phone.endpoint.sendFrame(toneSound({ frequenciesHz: [1000], levelDbfs: -18 }, 400));
    await rig.pass(1000);
    expect(rig.of('tone')).toHaveLength(1);
  });

  it('plays tones until told to stop', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    rig.send({ kind: 'play-tone', legId: 'a', tone: 'ringback' });
    await rig.pass(800);
    rig.send({ kind: 'play-tone', legId: 'a', tone: null });
    await rig.pass(400);
    const sound = soundOf(phone);
    expect(loudMs(sound)).toBe(800);
    const loud = sound.filter(
      (_, index) => levelDbfs(sound.subarray(index - (index % 160), index - (index % 160) + 160)) > -40,
    );
    expect(toneShare(loud, 450, 8000)).toBeGreaterThan(0.95);
  });

  it('tells once when nothing comes in, and again after something did', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    await rig.pass(500);
    phone.endpoint.mute(true);
    await rig.pass(6000);
    phone.endpoint.mute(false);
    await rig.pass(500);
    phone.endpoint.mute(true);
    await rig.pass(6000);
    expect(rig.of('media-timeout').map(({ everReceived }) => everReceived)).toEqual([true, true]);
  });

  it('tells nothing while a silent peer gives signs of life, and hears its noise', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    await rig.pass(500);
    const last = rig.network.sent.findLast(({ from }) => from.port === phone.endpoint.port)!;
    const { sequence, timestamp } = parseRtp(last.bytes)!;
    phone.endpoint.close();
    const peer = await rig.network.open(themAddress, last.from.port);
    rig.send({ kind: 'start-recording', callId: 'call-1', folder: '/rec' });
    for (let silence = 1; silence <= 4; silence++) {
      const noise = Uint8Array.of(...last.bytes.subarray(0, 12), 45);
      const head = new DataView(noise.buffer);
      head.setUint8(1, 13);
      head.setUint16(2, sequence + silence);
      head.setUint32(4, timestamp + (silence - 1) * 32_000);
      peer.send(noise, { address: usAddress, port: rig.of('leg-opened')[0]!.port });
      await rig.pass(4000);
    }
    expect(rig.of('media-timeout')).toEqual([]);
    const { legs } = await rig.hangUp();
    expect(legs[0]).toMatchObject({ packetsLost: 0 });
    expect(levelDbfs(rig.track('/rec/customer.alaw').subarray(8000))).toBeCloseTo(-45, 0);
  });

  it('counts what it sent, received and lost', async () => {
    const rig = new MediaRig({
      fate: (bytes, from) => (from.address === themAddress && bytes[3]! % 5 === 0 ? [] : [10]),
    });
    await rig.join('a');
    await rig.pass(4000);
    const { legs } = await rig.hangUp();
    expect(legs).toHaveLength(1);
    expect(legs[0]!.packetsSent).toBeGreaterThan(200);
    expect(legs[0]!.packetsLost / (legs[0]!.packetsLost + legs[0]!.packetsReceived)).toBeCloseTo(0.2, 1);
    expect(legs[0]!.packetsLate).toBe(0);
    expect(rig.network.addresses.filter((address) => address.startsWith(usAddress))).toEqual([]);
  });
});

describe('saying', () => {
  it('plays a synthesised sentence whole, with no gap, and tells when it began and ended', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    rig.play('a', '您好吗', never);
    await rig.pass(1000);
    const [started] = rig.of('play-started');
    const [ended] = rig.of('play-ended');
    expect(started).toMatchObject({ playId: 'play-1', provider: 'scripted', cached: false });
    expect(started!.synthesisMs).toBeLessThanOrEqual(20);
    expect(ended).toMatchObject({
      completed: true,
      spokenText: '您好吗',
      spokenMs: 600,
      interruption: null,
      failure: null,
    });
    expect(ended!.atMs - started!.atMs).toBeCloseTo(580, -1);
    expect(loudMs(soundOf(phone))).toBe(600);
    const packets = packetsTo(rig, phone.endpoint.port);
    for (const [index, { packet }] of packets.entries()) {
      expect(packet.sequence).toBe((packets[0]!.packet.sequence + index) & 0xffff);
      expect(packet.timestamp).toBe((packets[0]!.packet.timestamp + index * 160) >>> 0);
    }
  });

  it('begins with the first chunk of a slow synthesiser and never falls behind its clock', async () => {
    const rig = new MediaRig({ speech: { firstChunkAfterFlushes: 20, chunksPerFlush: 1, chunkMs: 40 } });
    const phone = await rig.join('a');
    rig.play('a', '您好吗朋友', never);
    await rig.pass(2000);
    expect(rig.of('play-started')[0]!.synthesisMs).toBeGreaterThanOrEqual(80);
    expect(rig.of('play-ended')[0]).toMatchObject({ completed: true, spokenText: '您好吗朋友', spokenMs: 1000 });
    expect(loudMs(soundOf(phone))).toBe(1000);
  });

  it('makes the same sentence once, and says from memory what was prepared', async () => {
    const rig = new MediaRig();
    await rig.join('a');
    rig.send({ kind: 'prepare', items: [{ text: '好的', voice: plainVoice, audioFile: null }] });
    await rig.pass(40);
    rig.play('a', '好的', never, 'one');
    rig.play('a', '好的', never, 'two');
    await rig.pass(1500);
    expect(rig.speech.said).toHaveLength(1);
    expect(rig.of('play-started').map(({ cached, synthesisMs }) => [cached, synthesisMs])).toEqual([
      [true, 0],
      [true, 0],
    ]);
    expect((await rig.hangUp()).used).toEqual([
      { provider: 'scripted', recognizedSec: 0, synthesizedChars: 0, cachedChars: 4 },
    ]);
  });

  it('says what is wanted now before the rest of what is made ready, which is made to its end, a line that fails included', async () => {
    const lines = ['一', '二', '坏', '三'];
    const rig = new MediaRig({ speech: { firstChunkAfterFlushes: 20, failingTexts: { 坏: 'no' } } });
    await rig.join('a');
    rig.send({ kind: 'prepare', items: lines.map((text) => ({ text, voice: plainVoice, audioFile: null })) });
    rig.play('a', '好的', never);
    await rig.pass(3000);
    expect(rig.speech.said.map(({ request }) => request.text)).toEqual(['一', '好的', '二', '坏', '三']);
    rig.play('a', '三', never, 'later');
    await rig.pass(500);
    expect(rig.of('play-started').map(({ cached }) => cached)).toEqual([false, true]);
  });

  it('plays recordings beside synthesised text as one sentence', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    const recorded = toneSound({ frequenciesHz: [900], levelDbfs: -15 }, 300, 16000);
    rig.files.contents.set('/p/name.wav', formatWav({ sampleRateHz: 16000, channels: 1, samples: recorded }));
    rig.play(
      'a',
      [
        { text: '您好', voice: plainVoice, audioFile: '/p/name.wav' },
        { text: '先生', voice: plainVoice, audioFile: null },
      ],
      never,
    );
    await rig.pass(1000);
    expect(rig.of('play-ended')[0]).toMatchObject({ completed: true, spokenText: '您好先生', spokenMs: 700 });
    expect(loudMs(soundOf(phone))).toBe(700);
    expect((await rig.hangUp()).used.map(({ provider }) => provider).sort()).toEqual(['recorded', 'scripted']);
  });

  it('says by synthesis what its recording cannot say, and fails in words when nothing can', async () => {
    const rig = new MediaRig({ speech: { failingTexts: { 坏: 'no engine is running' } } });
    await rig.join('a');
    rig.play('a', [{ text: '您好', voice: plainVoice, audioFile: '/p/gone.wav' }], never, 'one');
    await rig.pass(800);
    rig.play('a', [{ text: '坏', voice: plainVoice, audioFile: '/p/gone.wav' }], never, 'two');
    await rig.pass(200);
    const [one, two] = rig.of('play-ended');
    expect(one).toMatchObject({ completed: true, spokenText: '您好' });
    expect(two).toMatchObject({
      completed: false,
      spokenText: '',
      failure: 'ENOENT: /p/gone.wav; no engine is running',
    });
    expect(rig.of('degraded')).toEqual([
      { kind: 'degraded', callId: 'call-1', what: 'synthesizer', reason: 'ENOENT: /p/gone.wav; no engine is running' },
    ]);
  });

  it('keeps synthesised sound on disk for the next process', async () => {
    const first = new MediaRig({ cacheFolder: '/cache' });
    await first.join('a');
    first.play('a', '您好', never);
    await first.pass(600);
    const second = new MediaRig({ cacheFolder: '/cache' });
    for (const [path, bytes] of first.files.contents) second.files.contents.set(path, bytes);
    const phone = await second.join('a');
    second.play('a', '您好', never);
    await second.pass(600);
    expect(second.speech.said).toEqual([]);
    expect(second.of('play-started')[0]).toMatchObject({ provider: 'disk-cache' });
    expect(loudMs(soundOf(phone))).toBe(400);
  });

  it('sends its words as text in step with the sound', async () => {
    const rig = new MediaRig({ text: true });
    const phone = await rig.join('a');
    rig.play('a', '一二三四五六七八九十', never);
    await rig.pass(1040);
    expect(phone.text().length).toBeGreaterThanOrEqual(4);
    expect(phone.text().length).toBeLessThanOrEqual(5);
    await rig.pass(1500);
    expect(phone.text()).toBe('一二三四五六七八九十');
  });

  it('stops by command within a frame and a fade, drops what waits, and says exactly what was sent as text', async () => {
    const rig = new MediaRig({ text: true });
    const phone = await rig.join('a');
    rig.play('a', '一二三四五六七八九十', never, 'one');
    rig.play('a', '下一句', never, 'two');
    await rig.pass(900);
    rig.send({ kind: 'stop-play', legId: 'a' });
    await rig.pass(600);
    const [two, one] = rig.of('play-ended');
    expect(two).toMatchObject({ playId: 'two', completed: false, spokenText: '', spokenMs: 0 });
    expect(one).toMatchObject({ playId: 'one', completed: false, failure: null });
    expect(one!.interruption).toMatchObject({ by: 'command' });
    expect(one!.interruption!.stoppedAtMs - one!.interruption!.decidedAtMs).toBeLessThanOrEqual(60);
    expect(one!.spokenText).toBe(phone.text());
    expect(one!.spokenText).toBe('一二三四');
    expect(loudMs(soundOf(phone))).toBeLessThanOrEqual(one!.spokenMs);
  });

  it('gives up a synthesis that nobody waits for any more', async () => {
    const rig = new MediaRig({ speech: { firstChunkAfterFlushes: 1000 } });
    await rig.join('a');
    rig.play('a', '您好', never);
    await rig.pass(100);
    rig.send({ kind: 'stop-play', legId: 'a' });
    expect(rig.speech.said.map(({ abandoned }) => abandoned)).toEqual([true]);
    expect(rig.of('play-ended')[0]).toMatchObject({ completed: false, spokenMs: 0, interruption: { by: 'command' } });
  });

  it('tells what had been said when the call ends in the middle', async () => {
    const rig = new MediaRig();
    await rig.join('a');
    rig.play('a', '一二三四五六七八九十', never);
    await rig.pass(1000);
    const closed = await rig.hangUp();
    const [ended] = rig.of('play-ended');
    expect(ended).toMatchObject({ completed: false, spokenText: '一二三四' });
    expect(rig.events.indexOf(ended!)).toBeLessThan(rig.events.indexOf(closed));
  });
});

describe('being interrupted', () => {
  const talkOver = async (
    rig: MediaRig,
    text: string,
    bargeIn: Parameters<MediaRig['play']>[2],
    act: (phone: RigPhone) => void,
  ) => {
    const phone = await rig.join('a');
    rig.listen('a');
    rig.play('a', text, bargeIn);
    await rig.pass(1000);
    act(phone);
    await rig.pass(1500);
    return { phone, ended: rig.of('play-ended')[0]! };
  };
  const long = '一二三四五六七八九十一二三四五六七八九十';

  it('stops within 150 ms of the policy’s minimum speech, by itself', async () => {
    const rig = new MediaRig({ fate: () => [15] });
    const { ended } = await talkOver(rig, long, always, (phone) => phone.endpoint.sendFrame(voice(800)));
    expect(ended.completed).toBe(false);
    const { by, startedAtMs, decidedAtMs, stoppedAtMs } = ended.interruption!;
    expect(by).toBe('speech');
    expect(decidedAtMs - startedAtMs).toBeGreaterThanOrEqual(180);
    expect(stoppedAtMs - startedAtMs).toBeLessThanOrEqual(200 + 150);
    expect(rig.of('speech-started')[0]!.startedAtMs).toBe(startedAtMs);
    const [paused] = rig.of('speech-paused');
    expect(paused!.lastVoicedAtMs - startedAtMs).toBeCloseTo(780, -2);
    expect(paused!.sound).toMatchObject({ startedAtMs, endedAtMs: paused!.lastVoicedAtMs + 20 });
    expect(paused!.sound!.voicedMs).toBeCloseTo(780, -2);
    expect(paused!.sound!.overlapMs).toBeGreaterThanOrEqual(200);
    expect(paused!.sound!.overlapMs).toBeLessThan(400);
  });

  it('goes on where the policy is never, and a key is heard all the same', async () => {
    const rig = new MediaRig();
    const { ended } = await talkOver(rig, '一二三四五六七', never, (phone) => {
      phone.endpoint.sendFrame(voice(400));
      phone.endpoint.sendDigit('1');
    });
    expect(ended).toMatchObject({ completed: true, spokenText: '一二三四五六七' });
    expect(rig.of('key')).toHaveLength(1);
    expect(rig.of('speech-started')).toHaveLength(1);
  });

  it('stops at a key, when it goes down', async () => {
    const rig = new MediaRig();
    const { ended } = await talkOver(rig, long, always, (phone) => phone.endpoint.sendDigit('3'));
    expect(ended.interruption!.by).toBe('key');
    expect(ended.interruption!.stoppedAtMs - ended.interruption!.startedAtMs).toBeLessThanOrEqual(80);
    expect(rig.of('key')[0]!.digit).toBe('3');
  });

  it('stops what is said at a key that signalling tells of, as at any', async () => {
    const rig = new MediaRig();
    const { ended } = await talkOver(rig, long, always, () =>
      rig.send({ kind: 'key-told', legId: 'a', digit: '3', durationMs: 100 }),
    );
    expect(ended.interruption?.by).toBe('key');
  });

  it('does not stop for a backchannel word, which its text tells', async () => {
    const rig = new MediaRig({ text: true });
    const policy = { mode: 'after', protectMs: 0, minSpeechMs: 300 } as const;
    const { ended } = await talkOver(rig, '一二三四五六七八九', policy, (phone) => {
      phone.endpoint.sendFrame(voice(380));
      phone.endpoint.sendText('嗯');
    });
    expect(ended.completed).toBe(true);
  });

  it('stops at a keyword and at nothing else', async () => {
    const policy: Parameters<MediaRig['play']>[2] = { mode: 'keyword', keywords: ['投诉'] };
    const other = new MediaRig({ text: true });
    expect(
      (
        await talkOver(other, long, policy, (phone) => {
          phone.endpoint.sendFrame(voice(600));
          phone.endpoint.sendText('等一下');
        })
      ).ended,
    ).toBeUndefined();
    const rig = new MediaRig({ text: true });
    const { ended } = await talkOver(rig, long, policy, (phone) => phone.endpoint.sendText('我要投诉'));
    expect(ended.interruption!.by).toBe('speech');
  });

  it.each([
    [60, -12],
    [250, -12],
    [60, -20],
    [250, -20],
  ])('is not interrupted by its own echo, %i ms late at %i dB, but by a voice over it', async (delayMs, gainDb) => {
    const rig = new MediaRig({ speech: { soundOf: (text) => spokenLike(text.length * 200) } });
    const phone = await rig.join('a');
    rig.listen('a');
    // The line gives back what it hears; its jitter buffer makes up for some of the delay.
    const delayFrames = Math.round((delayMs - 40) / 20);
    const line: Int16Array[] = Array.from({ length: Math.max(1, delayFrames) }, () => new Int16Array(160));
    let interrupter = new Int16Array(0);
    phone.endpoint.onFrame((samples) => {
      line.push(samples.map((sample) => Math.round(sample * 10 ** (gainDb / 20))));
      const echo = line.shift()!;
      const mixed = echo.map((sample, index) => sample + (interrupter[index] ?? 0));
      interrupter = interrupter.subarray(160);
      phone.endpoint.sendFrame(mixed);
    });
    rig.play('a', '一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十', always);
    await rig.pass(4000);
    expect(rig.of('speech-started')).toEqual([]);
    expect(rig.of('play-ended')).toEqual([]);
    interrupter = voice(800).map((sample) => sample * 2);
    await rig.pass(700);
    expect(rig.of('play-ended')[0]!.interruption!.by).toBe('speech');
  });

  it('asks the neural detector, which may deny a noise', async () => {
    const rig = new MediaRig({ speech: { probabilityOf: () => 0.05 } });
    const phone = await rig.join('a');
    rig.listen('a', { detectVoice: true });
    rig.play('a', long, always);
    await rig.pass(600);
    phone.endpoint.sendFrame(voice(800));
    await rig.pass(1000);
    expect(rig.of('speech-started')).toEqual([]);
    expect(rig.speech.streams[0]!.frameTimesMs.length).toBeGreaterThan(30);
  });

  it('goes on by level alone when the detector is lost, and says so', async () => {
    const rig = new MediaRig({ speech: { probabilityOf: () => 0.05 } });
    const phone = await rig.join('a');
    rig.listen('a', { detectVoice: true });
    rig.speech.lose('voice-detector', 'killed');
    phone.endpoint.sendFrame(voice(600));
    await rig.pass(800);
    expect(rig.of('degraded')).toEqual([
      { kind: 'degraded', callId: 'call-1', what: 'voice-detector', reason: 'killed' },
    ]);
    expect(rig.of('speech-started')).toHaveLength(1);
  });

  it('shows the recogniser speech with what came before it, and asks for its final', async () => {
    const rig = new MediaRig({ speech: { finals: [{ text: '多少钱', confidence: 0.8 }] } });
    const phone = await rig.join('a');
    rig.listen('a', { recognizer: 'zipformer' });
    await rig.pass(2000);
    expect(rig.speech.streams[0]!.frameTimesMs).toEqual([]);
    phone.endpoint.sendFrame(voice(600));
    await rig.pass(1500);
    rig.send({ kind: 'finish-turn', legId: 'a' });
    await rig.pass(40);
    expect(rig.of('final')).toMatchObject([{ text: '多少钱', confidence: 0.8 }]);
    const times = rig.speech.streams[0]!.frameTimesMs;
    expect(rig.of('speech-started')[0]!.startedAtMs - times[0]!).toBeGreaterThan(100);
    const { used } = await rig.hangUp();
    expect(used).toEqual([
      { provider: 'zipformer', recognizedSec: times.length / 50, synthesizedChars: 0, cachedChars: 0 },
    ]);
    expect(rig.speech.streams[0]!.closed).toBe(true);
  });

  it('says which recogniser was lost and which hears now, and counts what each was shown', async () => {
    const rig = new MediaRig({ speech: { finals: [{ text: '多少钱', confidence: 0.8 }] } });
    const phone = await rig.join('a');
    rig.listen('a', { recognizer: 'zipformer', fallbackRecognizers: ['house'] });
    phone.endpoint.sendFrame(voice(600));
    await rig.pass(400);
    const before = rig.speech.streams[0]!.frameTimesMs.length;
    rig.speech.replace('zipformer: killed');
    await rig.pass(1100);
    rig.send({ kind: 'finish-turn', legId: 'a' });
    await rig.pass(40);
    expect(rig.of('degraded')).toEqual([
      { kind: 'degraded', callId: 'call-1', what: 'recognizer', reason: 'zipformer: killed; house hears instead' },
    ]);
    expect(rig.of('final')).toMatchObject([{ text: '多少钱' }]);
    const after = rig.speech.streams[0]!.frameTimesMs.length - before;
    expect(after).toBeGreaterThan(0);
    const { used } = await rig.hangUp();
    expect(used.map(({ provider, recognizedSec }) => [provider, recognizedSec])).toEqual([
      ['zipformer', before / 50],
      ['house', after / 50],
    ]);
  });

  it('ends a speech when no more packets come', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    rig.listen('a');
    phone.endpoint.sendFrame(voice(2000));
    await rig.pass(500);
    phone.endpoint.mute(true);
    await rig.pass(250);
    expect(rig.of('speech-paused')).toHaveLength(1);
  });
});

/** A sound with the rise and fall of speech: what an echo is known by. */
function spokenLike(ms: number): Int16Array {
  const sound = toneSound({ frequenciesHz: [180, 360, 720, 1100], levelDbfs: -24 }, ms);
  return sound.map((sample, index) => {
    const atMs = index / 8;
    const syllable = 90 + 60 * Math.abs(Math.sin(Math.floor(atMs / 700) + 1));
    const pause = atMs % 1300 > 1080 ? 0 : 1;
    return Math.round(sample * pause * Math.abs(Math.sin((Math.PI * atMs) / syllable)) ** 0.7);
  });
}

describe('joined legs', () => {
  it('hear one another and nobody else, and text goes across', async () => {
    const rig = new MediaRig({ text: true });
    const customer = await rig.join('a');
    const seat = await rig.join('b', 'seat');
    rig.letHear('a', 'b');
    customer.endpoint.sendFrame(toneSound({ frequenciesHz: [600], levelDbfs: -15 }, 500));
    seat.endpoint.sendFrame(toneSound({ frequenciesHz: [1500], levelDbfs: -15 }, 500));
    customer.endpoint.sendText('在吗');
    await rig.pass(1000);
    expect(seat.text()).toBe('在吗');
    const heardBy = (phone: RigPhone): Int16Array => {
      const sound = soundOf(phone);
      const first = phone.heard.findIndex(({ samples }) => levelDbfs(samples) > -40);
      return sound.subarray((first + 2) * 160, (first + 20) * 160);
    };
    expect(toneShare(heardBy(seat), 600, 8000)).toBeGreaterThan(0.95);
    expect(toneShare(heardBy(customer), 1500, 8000)).toBeGreaterThan(0.95);
    rig.send({ kind: 'hear', legId: 'b', voices: [], prompts: [] });
    await rig.pass(100);
    const before = loudMs(soundOf(seat));
    customer.endpoint.sendFrame(toneSound({ frequenciesHz: [600], levelDbfs: -15 }, 500));
    await rig.pass(800);
    expect(loudMs(soundOf(seat))).toBe(before);
    rig.letHear('a', 'b');
    rig.send({ kind: 'close-leg', legId: 'b' });
    await rig.pass(100);
    const { legs } = await rig.hangUp();
    expect(legs.map(({ legId }) => legId).sort()).toEqual(['a', 'b']);
  });

  it('of three are mixed', async () => {
    const rig = new MediaRig();
    const [a, b, c] = [await rig.join('a'), await rig.join('b', 'seat'), await rig.join('c', 'seat')];
    rig.letHear('a', 'b', 'c');
    a.endpoint.sendFrame(toneSound({ frequenciesHz: [600], levelDbfs: -18 }, 600));
    b.endpoint.sendFrame(toneSound({ frequenciesHz: [1500], levelDbfs: -18 }, 600));
    await rig.pass(800);
    const first = c.heard.findIndex(({ samples }) => levelDbfs(samples) > -30);
    const sound = soundOf(c).subarray((first + 3) * 160, (first + 20) * 160);
    expect(toneShare(sound, 600, 8000)).toBeCloseTo(0.5, 1);
    expect(toneShare(sound, 1500, 8000)).toBeCloseTo(0.5, 1);
  });
});

describe('a recording', () => {
  it('holds each speaker at their true time, and their text', async () => {
    const rig = new MediaRig({ text: true });
    const customer = await rig.join('a');
    rig.send({ kind: 'start-recording', callId: 'call-1', folder: '/rec' });
    await rig.pass(1000);
    rig.play('a', '您好', never);
    customer.endpoint.sendText('喂');
    await rig.pass(1000);
    customer.endpoint.sendFrame(toneSound({ frequenciesHz: [800], levelDbfs: -15 }, 400));
    const spokeAtMs = rig.clock.monotonicMs();
    await rig.pass(1000);
    const seat = await rig.join('b', 'seat');
    rig.letHear('a', 'b');
    seat.endpoint.sendFrame(toneSound({ frequenciesHz: [1700], levelDbfs: -15 }, 300));
    await rig.pass(1000);
    const closed = await rig.hangUp();
    expect(closed.recordingComplete).toBe(true);
    expect(closed.tracks.map(({ kind, leg, codec, file }) => [kind, leg, codec, file])).toEqual([
      ['audio', 'customer', 'PCMA', 'customer.alaw'],
      ['audio', 'robot', 'PCMA', 'robot.alaw'],
      ['audio', 'seat', 'PCMA', 'seat.alaw'],
      ['text', 'customer', 'T140', 'customer-text.jsonl'],
      ['text', 'robot', 'T140', 'robot-text.jsonl'],
    ]);
    const [customerTrack, robotTrack, seatTrack] = closed.tracks;
    for (const track of [customerTrack!, robotTrack!]) {
      expect(track.startOffsetMs).toBe(0);
      expect(Math.abs(track.durationMs - 4120)).toBeLessThanOrEqual(60);
      expect(track.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(seatTrack!.startOffsetMs).toBeGreaterThan(2900);
    const firstLoudMs = (sound: Int16Array): number =>
      sound.findIndex((_, at) => at % 160 === 0 && levelDbfs(sound.subarray(at, at + 160)) > -40) / 8;
    const robot = rig.track('/rec/robot.alaw');
    const [started] = rig.of('play-started');
    expect(Math.abs(firstLoudMs(robot) - started!.offsetMs)).toBeLessThanOrEqual(20);
    expect(loudMs(robot)).toBe(400);
    const zeroAtMs = started!.atMs - started!.offsetMs;
    const heardAfterMs = firstLoudMs(rig.track('/rec/customer.alaw')) - (spokeAtMs - zeroAtMs);
    expect(heardAfterMs).toBeGreaterThanOrEqual(0);
    expect(heardAfterMs).toBeLessThanOrEqual(80);
    const seatSound = rig.track('/rec/seat.alaw');
    const seatSpokeAt = firstLoudMs(seatSound) * 8;
    expect(toneShare(seatSound.subarray(seatSpokeAt + 320, seatSpokeAt + 2000), 1700, 8000)).toBeGreaterThan(0.95);
    const text = new TextDecoder().decode(rig.files.contents.get('/rec/customer-text.jsonl'));
    expect(JSON.parse(text)).toMatchObject({ text: '喂' });
    expect(JSON.parse(new TextDecoder().decode(rig.files.contents.get('/rec/recording.json')))).toMatchObject({
      version: 1,
      complete: true,
      tracks: closed.tracks,
    });
  });

  it('keeps secret keys out of events, sound and text, and says where', async () => {
    const rig = new MediaRig({ text: true, dtmf: false });
    const customer = await rig.join('a');
    rig.send({ kind: 'start-recording', callId: 'call-1', folder: '/rec' });
    await rig.pass(1000);
    rig.send({ kind: 'secret-keys', legId: 'a', on: true });
    for (const key of '471') {
      customer.endpoint.sendFrame(toneSound({ frequenciesHz: dtmfPair(key)!, levelDbfs: -14 }, 120));
      await rig.pass(700);
    }
    customer.endpoint.sendText('密码4321');
    await rig.pass(500);
    rig.send({ kind: 'secret-keys', legId: 'a', on: false });
    customer.endpoint.sendFrame(voice(300));
    await rig.pass(1000);
    const closed = await rig.hangUp();
    expect(rig.of('key').map(({ digit }) => digit)).toEqual(['*', '*', '*']);
    expect(
      rig
        .of('text')
        .map(({ text }) => text)
        .join(''),
    ).toBe('密码****');
    expect(loudMs(rig.track('/rec/customer.alaw'))).toBeLessThanOrEqual(300);
    expect(closed.maskedSpans).toHaveLength(3);
    for (const span of closed.maskedSpans) expect(span.toMs - span.fromMs).toBeGreaterThan(300);
    const all = [...rig.files.contents.values()].map((bytes) => new TextDecoder().decode(bytes)).join('');
    expect(all).not.toContain('4321');
  });

  it('ends with an event when the disk is full, and the call goes on', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    rig.files.roomBytes = 6000;
    rig.send({ kind: 'start-recording', callId: 'call-1', folder: '/rec' });
    await rig.pass(3000);
    rig.play('a', '您好', never);
    await rig.pass(1000);
    expect(rig.of('degraded')).toMatchObject([
      { what: 'recording', reason: expect.stringContaining('ENOSPC') as string },
    ]);
    expect(rig.of('play-ended')[0]!.completed).toBe(true);
    expect(loudMs(soundOf(phone))).toBe(400);
    const closed = await rig.hangUp();
    expect(closed.recordingComplete).toBe(false);
    expect(closed.tracks.map(({ durationMs }) => durationMs)).toContain(500);
  });

  it('gives up a disk that hangs, never the clock', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    let release: () => void = () => undefined;
    rig.files.stuck = new Promise((resolve) => {
      release = resolve;
    });
    rig.send({ kind: 'start-recording', callId: 'call-1', folder: '/rec' });
    await rig.pass(18_000);
    expect(rig.of('degraded')[0]!.reason).toContain('the disk is too slow: 128000 bytes wait');
    const packets = packetsTo(rig, phone.endpoint.port);
    expect(packets.at(-1)!.atMs - packets[0]!.atMs).toBeCloseTo((packets.length - 1) * 20, -1);
    release();
    expect((await rig.hangUp()).recordingComplete).toBe(false);
  });

  it('keeps no call open on a disk that hangs', async () => {
    const rig = new MediaRig();
    await rig.join('a');
    rig.files.stuck = new Promise(() => undefined);
    rig.send({ kind: 'start-recording', callId: 'call-1', folder: '/rec' });
    await rig.pass(2000);
    rig.send({ kind: 'close-call', callId: 'call-1' });
    await rig.pass(5100);
    expect(rig.of('call-closed')[0]).toMatchObject({ recordingComplete: false, tracks: [] });
    expect(rig.of('degraded')[0]).toMatchObject({ what: 'recording', reason: 'not closed within 5000 ms' });
  });

  it('fails in words where its folder cannot be made', async () => {
    const rig = new MediaRig();
    await rig.join('a');
    rig.files.refused.add('/rec');
    rig.send({ kind: 'start-recording', callId: 'call-1', folder: '/rec' });
    await rig.pass(100);
    expect(rig.of('degraded')[0]).toMatchObject({ what: 'recording', reason: 'EACCES: /rec' });
    expect(await rig.hangUp()).toMatchObject({ recordingComplete: false });
  });
});

describe('the worker', () => {
  it('ends a call whose media fails by a fault, and no other', async () => {
    const rig = new MediaRig({
      speech: {
        soundOf: (text) => {
          if (text === '坏') throw new Error('out of range');
          return toneSound({ frequenciesHz: [500], levelDbfs: -15 }, 400);
        },
      },
    });
    await rig.join('a', 'customer', 'one');
    const other = await rig.join('b', 'customer', 'two');
    rig.play('a', '坏', never, 'p1');
    rig.play('b', '好', never, 'p2');
    await rig.pass(700);
    expect(rig.of('leg-failed')).toEqual([
      { kind: 'leg-failed', legId: 'a', reason: 'the media of the call failed: out of range' },
    ]);
    expect(loudMs(soundOf(other))).toBe(400);
    expect(await rig.hangUp('one')).toMatchObject({ callId: 'one' });
  });

  it('spreads calls over the 20 ms and closes all of them', async () => {
    const rig = new MediaRig();
    const phones: RigPhone[] = [];
    for (let index = 0; index < 4; index++) phones.push(await rig.join(`leg-${index}`, 'customer', `call-${index}`));
    await rig.pass(200);
    const offsets = phones.map(({ endpoint }) => packetsTo(rig, endpoint.port).at(-1)!.atMs % 20);
    expect(offsets.map(Math.round).sort((a, b) => a - b)).toEqual([0, 5, 10, 15]);
    const closing = rig.media.close();
    await rig.pass(50);
    await closing;
    expect(rig.of('call-closed')).toHaveLength(4);
    expect(rig.speech.closed).toBe(true);
  });
});
