import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { levelDbfs, parseWav, toneShare, toneSound } from '../../audio/index.ts';
import { realFiles } from './testing/real-files.ts';
import type { MediaCommand } from './media-messages.ts';
import { MessageRecorder, type RecordedMessage } from './message-recorder.ts';
import { MediaRig } from './testing/media-rig.ts';

const tone = (hz: number, ms: number): Int16Array => toneSound({ frequenciesHz: [hz], levelDbfs: -18 }, ms);
const recordMessage = (
  more: Partial<Extract<MediaCommand, { kind: 'record-message' }>> = {},
): Extract<MediaCommand, { kind: 'record-message' }> => ({
  kind: 'record-message',
  legId: 'a',
  file: '/voicemail/1.wav',
  maxMs: 60_000,
  endAfterSilenceMs: 3000,
  ...more,
});

describe('a message', () => {
  it('is that voice alone, whatever else is heard and said, and ends with silence', async () => {
    const rig = new MediaRig();
    const phone = await rig.join('a');
    const other = await rig.join('b', 'seat');
    rig.letHear('a', 'b');
    rig.send({ kind: 'play-tone', legId: 'a', tone: 'ringback' });
    rig.send(recordMessage());
    other.endpoint.sendFrame(tone(1700, 2000));
    phone.endpoint.sendFrame(tone(600, 1500));
    await rig.pass(6000);
    const [message] = rig.of('message-recorded');
    expect(message).toMatchObject({ legId: 'a', file: '/voicemail/1.wav', endedBy: 'silence' });
    expect(Math.abs(message!.voicedMs - 1500)).toBeLessThanOrEqual(80);
    expect(Math.abs(message!.durationMs - 4600)).toBeLessThanOrEqual(140);
    const { samples, sampleRateHz, channels } = parseWav(rig.files.contents.get('/voicemail/1.wav')!, '1.wav');
    expect([sampleRateHz, channels, samples.length / 8]).toEqual([8000, 1, message!.durationMs]);
    expect(toneShare(samples.subarray(1600, 9600), 600, 8000)).toBeGreaterThan(0.95);
    expect(levelDbfs(samples.subarray(14_000))).toBeLessThan(-60);
  });

  it('ends at its limit, by command, and when another begins, each told once', async () => {
    const rig = new MediaRig();
    await rig.join('a');
    rig.send(recordMessage({ file: '/v/limit.wav', maxMs: 1000 }));
    await rig.pass(2000);
    rig.send(recordMessage({ file: '/v/first.wav' }));
    await rig.pass(500);
    rig.send(recordMessage({ file: '/v/second.wav' }));
    await rig.pass(500);
    rig.send({ kind: 'end-message', legId: 'a' });
    rig.send({ kind: 'end-message', legId: 'a' });
    await rig.pass(100);
    expect(rig.of('message-recorded').map(({ file, endedBy, durationMs }) => [file, endedBy, durationMs])).toEqual([
      ['/v/limit.wav', 'limit', 1000],
      ['/v/first.wav', 'command', 500],
      ['/v/second.wav', 'command', 500],
    ]);
    expect(rig.of('message-recorded').every(({ voicedMs }) => voicedMs === 0)).toBe(true);
  });

  it('ends with its leg, and is told before the call is closed', async () => {
    const rig = new MediaRig();
    await rig.join('a');
    await rig.join('b', 'seat');
    rig.send(recordMessage({ legId: 'b', file: '/v/b.wav' }));
    rig.send(recordMessage());
    await rig.pass(400);
    rig.send({ kind: 'close-leg', legId: 'b' });
    await rig.hangUp();
    const told = rig.events.filter(({ kind }) => kind === 'message-recorded' || kind === 'call-closed');
    expect(told.map(({ kind }) => kind)).toEqual(['message-recorded', 'message-recorded', 'call-closed']);
    expect(rig.of('message-recorded').map(({ endedBy }) => endedBy)).toEqual(['leg-closed', 'leg-closed']);
  });

  it('goes on while its leg moves to another call', async () => {
    const rig = new MediaRig();
    await rig.join('a');
    await rig.join('b', 'seat', 'call-2');
    rig.send(recordMessage());
    await rig.pass(500);
    rig.send({ kind: 'move-leg', legId: 'a', toCallId: 'call-2' });
    await rig.pass(500);
    await rig.hangUp('call-1');
    expect(rig.of('message-recorded')).toEqual([]);
    await rig.hangUp('call-2');
    expect(Math.abs(rig.of('message-recorded')[0]!.durationMs - 1050)).toBeLessThanOrEqual(40);
  });

  it('that the disk refuses is told with nothing in it, and why', async () => {
    const rig = new MediaRig();
    await rig.join('a');
    rig.files.refused.add('/voicemail/1.wav');
    rig.send(recordMessage({ maxMs: 300 }));
    await rig.pass(600);
    expect(rig.of('message-recorded')).toMatchObject([{ durationMs: 0, endedBy: 'limit' }]);
    expect(rig.of('degraded')).toEqual([
      {
        kind: 'degraded',
        callId: 'call-1',
        what: 'recording',
        reason: '/voicemail/1.wav: EACCES: /voicemail/1.wav',
      },
    ]);
  });
});

describe('on a real disk', () => {
  let folder = '';
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('a message opens while it is written, and has its true length at the end', async () => {
    folder = await mkdtemp(join(tmpdir(), 'waihu-message-'));
    const file = join(folder, 'box', '1.wav');
    let ended: Promise<RecordedMessage> | null = null;
    const recorder = new MessageRecorder({ file, maxMs: 60_000, endAfterSilenceMs: 60_000 }, realFiles(), (closing) => {
      ended = closing;
    });
    const sound = tone(600, 2000);
    for (let at = 0; at < sound.length; at += 160) recorder.push(sound.subarray(at, at + 160), at / 8);
    let half = new Uint8Array();
    while (half.length < 4000) half = await readFile(file).catch(() => new Uint8Array());
    expect(parseWav(half, file).samples.length).toBe((half.length - 44) >> 1);
    recorder.end('command');
    expect(await ended!).toEqual({ durationMs: 2000, voicedMs: 2000, endedBy: 'command', failure: null });
    expect(parseWav(await readFile(file), file).samples).toEqual(sound);
  });
});
