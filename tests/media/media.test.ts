import { createSocket, type Socket } from 'node:dgram';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeG711, formatWav, levelDbfs, toneShare, toneSound } from '../../src/audio/index.ts';
import type { MediaEvent, MediaPort, RemoteMedia } from '../../src/call/media/media-messages.ts';
import { startMediaWorker } from '../../src/call/media/start-media-worker.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { startThread } from '../../src/foundation/entry.ts';
import { silentLogger } from '../../src/foundation/logger.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { noSpeechSockets } from '../../src/speech/index.ts';
import { openRtpEndpoint, parseRtp, PortPool, type RtpEndpoint, type RtpPacket } from '../../src/telephony/index.ts';

const address = '127.0.0.1';
const phonePorts = new PortPool({ from: 41_200, to: 41_399 });
const deadlineMs = 60_000;
const voice = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 } as const;

let folder = '';
let media: MediaPort;
let events: MediaEvent[];
const closing: (() => unknown)[] = [];

async function start(datagrams: 'dgram' | 'batched'): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'waihu-media-'));
  events = [];
  media = startMediaWorker(
    {
      ports: { from: 41_000, to: 41_199 },
      speech: noSpeechSockets,
      cacheBytes: 10_000_000,
      cacheFolder: null,
      mediaTimeoutMs: 10_000,
      datagrams,
    },
    silentLogger,
  );
  media.subscribe((one) => events.push(one));
}

async function stop(): Promise<void> {
  for (const close of closing.splice(0)) await close();
  await media.close();
  await rm(folder, { recursive: true, force: true });
}

/** Resolves with the first event of that kind that fits; there is one generous deadline. */
async function event<Kind extends MediaEvent['kind']>(
  kind: Kind,
  fits: (event: Extract<MediaEvent, { kind: Kind }>) => boolean = () => true,
): Promise<Extract<MediaEvent, { kind: Kind }>> {
  return until(
    () => events.find((one): one is Extract<MediaEvent, { kind: Kind }> => one.kind === kind && fits(one as never)),
    kind,
  );
}

function until<T>(find: () => T | undefined | false, what: string): Promise<T> {
  const giveUpAtMs = systemClock.monotonicMs() + deadlineMs;
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = find();
      if (found !== undefined && found !== false) return resolve(found);
      if (systemClock.monotonicMs() > giveUpAtMs) return reject(new Error(`waited ${deadlineMs} ms for ${what}`));
      systemClock.after(5, look);
    };
    look();
  });
}

const remoteOf = (port: number, text: RemoteMedia['text'] = null): RemoteMedia => ({
  address,
  port,
  codec: 'PCMA',
  payloadType: 8,
  dtmfPayloadType: 101,
  direction: 'sendrecv',
  text,
});

async function openLeg(text = false): Promise<Extract<MediaEvent, { kind: 'leg-opened' }>> {
  media.send({ kind: 'open-leg', callId: 'call', legId: 'leg', role: 'customer', bindAddress: address, text });
  return event('leg-opened');
}

async function openPhone(text = false): Promise<RtpEndpoint> {
  const phone = await openRtpEndpoint({
    bindAddress: address,
    ports: phonePorts,
    clock: systemClock,
    random: systemRandom,
    text,
  });
  closing.push(() => phone.close());
  return phone;
}

async function recordedTone(durationMs: number, frequencyHz = 1000): Promise<string> {
  const path = join(folder, `tone-${durationMs}.wav`);
  const samples = toneSound({ frequenciesHz: [frequencyHz], levelDbfs: -15 }, durationMs);
  await writeFile(path, formatWav({ sampleRateHz: 8000, channels: 1, samples }));
  return path;
}

const play = async (
  durationMs: number,
  bargeIn: Extract<Parameters<MediaPort['send']>[0], { kind: 'play' }>['bargeIn'],
) =>
  media.send({
    kind: 'play',
    legId: 'leg',
    playId: 'p',
    items: [{ text: '您好', voice, audioFile: await recordedTone(durationMs) }],
    bargeIn,
  });

/** A socket that only listens, and keeps every packet. */
async function rawReceiver(): Promise<{ port: number; packets: RtpPacket[] }> {
  const socket = createSocket('udp4');
  const packets: RtpPacket[] = [];
  socket.on('message', (bytes) => {
    const packet = parseRtp(Buffer.from(bytes));
    if (packet) packets.push(packet);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, address, resolve);
  });
  closing.push(() => socket.close());
  return { port: socket.address().port, packets };
}

const loudStretch = (sound: Int16Array): { fromMs: number; toMs: number } => {
  const loud: number[] = [];
  for (let at = 0; at + 160 <= sound.length; at += 160)
    if (levelDbfs(sound.subarray(at, at + 160)) > -40) loud.push(at / 8);
  return { fromMs: loud[0] ?? -1, toMs: (loud.at(-1) ?? -21) + 20 };
};

describe.each(['dgram', 'batched'] as const)('the media worker over sockets of %s', (datagrams) => {
  beforeEach(() => start(datagrams));
  afterEach(stop);

  it('plays a tone whole: packets without a gap, the tone in them and in its track at its time', async () => {
    await openLeg();
    const { port, packets } = await rawReceiver();
    media.send({ kind: 'start-recording', callId: 'call', folder: join(folder, 'rec') });
    media.send({ kind: 'connect-leg', legId: 'leg', remote: remoteOf(port) });
    await until(() => packets.length > 10, 'silence from the start');
    await play(800, { mode: 'never' });
    const started = await event('play-started');
    expect(await event('play-ended')).toMatchObject({ completed: true, spokenText: '您好', spokenMs: 800 });
    const heard = packets.length;
    await until(() => packets.length > heard + 10, 'silence after the tone');

    for (const [index, packet] of packets.entries()) {
      expect(packet.sequence).toBe((packets[0]!.sequence + index) & 0xffff);
      expect(packet.timestamp).toBe((packets[0]!.timestamp + index * 160) >>> 0);
      expect(packet.payload).toHaveLength(160);
    }
    const sound = Int16Array.from(packets.flatMap(({ payload }) => [...decodeG711('PCMA', payload)]));
    const { fromMs, toMs } = loudStretch(sound);
    expect(toMs - fromMs).toBe(800);
    expect(toneShare(sound.subarray(fromMs * 8, toMs * 8), 1000, 8000)).toBeGreaterThan(0.98);

    media.send({ kind: 'close-call', callId: 'call' });
    const closed = await event('call-closed');
    expect(closed.recordingComplete).toBe(true);
    expect(closed.tracks.map(({ file }) => file)).toEqual(['customer.alaw', 'robot.alaw']);
    const track = decodeG711('PCMA', await readFile(join(folder, 'rec', 'robot.alaw')));
    const recorded = loudStretch(track);
    expect(recorded.fromMs).toBe(started.offsetMs);
    expect(recorded.toMs - recorded.fromMs).toBe(800);
    expect(track.length / 8).toBe(closed.tracks[1]!.durationMs);
  });

  it('carries keys both ways, each once', async () => {
    const opened = await openLeg();
    const phone = await openPhone();
    const digits: string[] = [];
    phone.onDigit((digit) => digits.push(digit));
    phone.connect({ ...remoteOf(opened.port) }, null);
    media.send({ kind: 'connect-leg', legId: 'leg', remote: remoteOf(phone.port) });
    await event('first-packet', ({ direction }) => direction === 'in');
    media.send({ kind: 'send-digits', legId: 'leg', digits: '147*' });
    phone.sendDigit('2580#');
    await until(() => digits.length === 4, 'four keys');
    await until(() => events.filter(({ kind }) => kind === 'key').length === 5, 'five keys');
    expect(digits.join('')).toBe('147*');
    expect(events.flatMap((one) => (one.kind === 'key' ? [one.digit] : [])).join('')).toBe('2580#');
  });

  it('carries text both ways whole although a fifth of its packets is lost', async () => {
    const opened = await openLeg(true);
    const phone = await openPhone(true);
    const relayPort = await lossyRelay(opened.textPort!, phone.textPort!);
    let heard = '';
    phone.onText((text) => (heard += text));
    const text = { address, port: relayPort, t140PayloadType: 98, redPayloadType: 99 };
    phone.connect(remoteOf(opened.port), text);
    media.send({ kind: 'connect-leg', legId: 'leg', remote: remoteOf(phone.port, text) });
    await event('first-packet', ({ direction }) => direction === 'in');
    const [ours, theirs] = ['您好，这里是平安保险。', '多少钱一年？有点贵吧😀'];
    const said = (): string => events.map((one) => (one.kind === 'text' ? one.text : '')).join('');
    for (const [index, char] of Array.from(theirs).entries()) {
      phone.sendText(char);
      media.send({ kind: 'send-text', legId: 'leg', text: Array.from(ours)[index] ?? '' });
      await until(() => Array.from(heard).length > index && Array.from(said()).length > index, `character ${index}`);
    }
    expect(heard).toBe(ours);
    expect(said()).toBe(theirs);
  });

  it('misses nothing while the main thread stands still, and still lets itself be interrupted', async () => {
    const opened = await openLeg();
    const shared = new SharedArrayBuffer(16);
    const counters = new Int32Array(shared);
    const callee = startThread(new URL('./callee-entry.ts', import.meta.url), {
      shared,
      ports: { from: 41_400, to: 41_499 },
    });
    closing.push(() => callee.terminate());
    const { port } = await new Promise<{ port: number }>((resolve) => {
      callee.once('message', resolve);
    });
    media.send({ kind: 'connect-leg', legId: 'leg', remote: remoteOf(port) });
    media.send({
      kind: 'listen',
      legId: 'leg',
      detectVoice: false,
      recognizer: null,
      hotwords: [],
      language: 'cmn',
      fillers: [],
    });
    callee.postMessage({ remote: remoteOf(opened.port), speakAfter: 10 });
    await event('first-packet', ({ direction }) => direction === 'in');
    await play(10_000, { mode: 'always', minSpeechMs: 200 });
    await event('play-started');

    const receivedBefore = Atomics.load(counters, 0);
    Atomics.store(counters, 2, 0);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);
    const receivedMeanwhile = Atomics.load(counters, 0) - receivedBefore;
    const blockedUntilMs = systemClock.monotonicMs();

    const [, , longestGap, lost] = counters;
    expect(receivedMeanwhile).toBeGreaterThanOrEqual(50);
    expect(longestGap, 'sixty frames were due meanwhile').toBeLessThan(15);
    expect(lost).toBe(0);
    const ended = await event('play-ended');
    expect(ended.interruption).toMatchObject({ by: 'speech' });
    expect(ended.interruption!.stoppedAtMs).toBeLessThan(blockedUntilMs);
  });
});

/** Joins two text ports by one of its own that loses every fifth packet each way. */
async function lossyRelay(onePort: number, otherPort: number): Promise<number> {
  const socket: Socket = createSocket('udp4');
  const seen = new Map<number, number>();
  socket.on('message', (bytes, from) => {
    const count = (seen.get(from.port) ?? 0) + 1;
    seen.set(from.port, count);
    if (count % 5 !== 2) socket.send(bytes, from.port === onePort ? otherPort : onePort, address);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, address, resolve);
  });
  closing.push(() => socket.close());
  return socket.address().port;
}
