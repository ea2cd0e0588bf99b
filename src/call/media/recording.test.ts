import fc from 'fast-check';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeG711, levelDbfs, parseWav, toneShare, toneSound } from '../../audio/index.ts';
import type { RecordingTrack } from '../../contract/call-event.ts';
import { CallRecording } from './call-recording.ts';
import type { MediaFiles } from './media-files.ts';
import { realFiles } from './testing/real-files.ts';
import { readTextTrack, recoverRecording } from './recover-recording.ts';
import { stereoWav, stereoWavOf } from './stereo-wav.ts';
import { MemoryFiles } from './testing/memory-files.ts';
import { TrackWriter } from './track-writer.ts';

const settle = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

function recordingInto(files: MediaFiles, folder = '/rec') {
  const failures: string[] = [];
  const recording = new CallRecording({
    folder,
    files,
    callId: 'call-1',
    startedAtMs: 5000,
    startedWallMs: 1_700_000_000_000,
    onFailure: (reason) => failures.push(reason),
  });
  return { recording, failures };
}

const frameOf = (level: number): Int16Array => new Int16Array(160).fill(level);

describe('a call recording', () => {
  it('fills frames that were never due with silence, so that offsets stay true', async () => {
    const files = new MemoryFiles();
    const { recording } = recordingInto(files);
    recording.writeFrame('customer', 'a', frameOf(8000), 5000);
    recording.writeFrame('customer', 'a', frameOf(8000), 5100);
    recording.writeFrame('customer', 'a', frameOf(8000), 5100); // once only
    const closed = await recording.close();
    expect(closed.tracks[0]).toMatchObject({ startOffsetMs: 0, durationMs: 120 });
    const bytes = files.contents.get('/rec/customer.alaw')!;
    const loud = Array.from({ length: 6 }, (_, frame) => bytes[frame * 160] !== 0xd5);
    expect(loud).toEqual([true, false, false, false, false, true]);
  });

  it('gives each seat a track of its own that begins where the seat came', async () => {
    const { recording } = recordingInto(new MemoryFiles());
    recording.writeFrame('seat', 's1', frameOf(1), 5200);
    recording.writeFrame('seat', 's2', frameOf(1), 5400);
    const { tracks } = await recording.close();
    expect(tracks.map(({ file, startOffsetMs }) => [file, startOffsetMs])).toEqual([
      ['seat.alaw', 200],
      ['seat-2.alaw', 400],
    ]);
  });

  it('mutes the customer from before the key was known until after it, and nobody else', async () => {
    const files = new MemoryFiles();
    const { recording } = recordingInto(files);
    for (let dueMs = 5000; dueMs < 6000; dueMs += 20) {
      if (dueMs === 5400) recording.mute(5250, 5600, 'secret keys');
      if (dueMs === 5500) recording.mute(5400, 5700, 'secret keys');
      recording.writeFrame('customer', 'a', frameOf(8000), dueMs);
      recording.writeFrame('robot', 'a', frameOf(8000), dueMs);
    }
    const { maskedSpans } = await recording.close();
    expect(maskedSpans).toEqual([{ fromMs: 250, toMs: 700, reason: 'secret keys' }]);
    const quiet = (file: string): number[] => {
      const bytes = files.contents.get(`/rec/${file}`)!;
      return Array.from({ length: 50 }, (_, frame) => frame).filter((frame) => bytes[frame * 160] === 0xd5);
    };
    expect(quiet('customer.alaw')).toEqual(Array.from({ length: 23 }, (_, index) => 12 + index));
    expect(quiet('robot.alaw')).toEqual([]);
  });

  it('holds silence of everybody while it is paused, and no text, and says where', async () => {
    const files = new MemoryFiles();
    const { recording } = recordingInto(files);
    for (let dueMs = 5000; dueMs < 6000; dueMs += 20) {
      if (dueMs === 5200) recording.pause(true, 5195);
      if (dueMs === 5300) recording.pause(true, 5295); // already is
      if (dueMs === 5400) recording.writeText('customer', '一二三', 5400);
      if (dueMs === 5500) recording.pause(false, 5495);
      if (dueMs === 5600) recording.writeText('customer', '好', 5600);
      if (dueMs === 5900) recording.pause(true, 5895);
      for (const leg of ['customer', 'robot', 'seat'] as const) recording.writeFrame(leg, leg, frameOf(8000), dueMs);
    }
    const { maskedSpans } = await recording.close();
    expect(maskedSpans).toEqual([
      { fromMs: 195, toMs: 495, reason: 'paused' },
      { fromMs: 895, toMs: 1000, reason: 'paused' },
    ]);
    const quietFrames = [...Array.from({ length: 15 }, (_, index) => 10 + index), 45, 46, 47, 48, 49];
    for (const leg of ['customer', 'robot', 'seat']) {
      const bytes = files.contents.get(`/rec/${leg}.alaw`)!;
      const quiet = Array.from({ length: 50 }, (_, frame) => frame).filter((frame) => bytes[frame * 160] === 0xd5);
      expect(quiet).toEqual(quietFrames);
    }
    expect(readTextTrack(files.contents.get('/rec/customer-text.jsonl')!)).toEqual([{ offsetMs: 600, text: '好' }]);
    expect(await recoverRecording('/rec', files)).toMatchObject({ maskedSpans });
  });

  it('has on disk, at any moment, all but the last 0.7 s, and its header', async () => {
    const files = new MemoryFiles();
    const { recording } = recordingInto(files);
    for (let dueMs = 5000; dueMs < 15_000; dueMs += 20) {
      recording.writeFrame('customer', 'a', frameOf(8000), dueMs);
      if (dueMs % 100 === 0) await settle();
    }
    await settle();
    expect(files.contents.get('/rec/customer.alaw')!.length / 8).toBeGreaterThanOrEqual(10_000 - 700);
    const recovered = await recoverRecording('/rec', files);
    expect(recovered).toMatchObject({ complete: false });
    expect(recovered.tracks[0]!.durationMs).toBe(files.contents.get('/rec/customer.alaw')!.length / 8);
    expect(recovered.tracks[0]!.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('recovering a recording', () => {
  it('takes lengths and sums from the files, leaves out what never came to be, and can be done again', async () => {
    const files = new MemoryFiles();
    const { recording } = recordingInto(files);
    recording.writeText('customer', '喂', 5500);
    recording.writeFrame('customer', 'a', frameOf(100), 5000);
    recording.writeFrame('robot', 'a', frameOf(100), 5000);
    recording.mute(5000, 5300, 'secret keys');
    await settle();
    files.contents.delete('/rec/robot.alaw');
    files.contents.set(
      '/rec/customer-text.jsonl',
      new TextEncoder().encode('{"offsetMs":500,"text":"喂"}\n{"offsetMs":9'),
    );
    const recovered = await recoverRecording('/rec', files);
    expect(recovered.tracks.map(({ file, durationMs }) => [file, durationMs])).toEqual([
      ['customer.alaw', 0],
      ['customer-text.jsonl', 500],
    ]);
    expect(recovered.maskedSpans).toEqual([{ fromMs: 0, toMs: 300, reason: 'secret keys' }]);
    expect(await recoverRecording('/rec', files)).toEqual(recovered);
    expect(readTextTrack(files.contents.get('/rec/customer-text.jsonl')!)).toEqual([{ offsetMs: 500, text: '喂' }]);
  });

  it('gives back a recording that was closed as it is', async () => {
    const files = new MemoryFiles();
    const { recording } = recordingInto(files);
    recording.writeFrame('customer', 'a', frameOf(100), 5000);
    const closed = await recording.close();
    expect(await recoverRecording('/rec', files)).toMatchObject(closed);
  });

  it('says which folder holds no recording', async () => {
    const files = new MemoryFiles();
    await expect(recoverRecording('/nothing', files)).rejects.toThrow(
      "recording '/nothing': recording.json cannot be read",
    );
    files.contents.set('/odd/recording.json', new TextEncoder().encode('{"version":9}'));
    await expect(recoverRecording('/odd', files)).rejects.toMatchObject({ code: 'recording-unreadable' });
  });
});

describe('a track writer', () => {
  it('writes all bytes in order whatever the pieces, and sums them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 12 }), async (pieces) => {
        const files = new MemoryFiles();
        const writer = new TrackWriter(files.create('/t'), () => undefined);
        for (const piece of pieces) writer.append(piece);
        const closed = await writer.close();
        const all = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
        expect(files.contents.get('/t')).toEqual(all);
        expect(closed.bytes).toBe(all.length);
      }),
      { numRuns: 30 },
    );
  });

  it('fails once, and takes nothing more', async () => {
    const failures: string[] = [];
    const files = new MemoryFiles();
    files.refused.add('/t');
    const writer = new TrackWriter(files.create('/t'), (reason) => failures.push(reason));
    await settle();
    writer.append(new Uint8Array(9000));
    expect(writer.failed).toBe(true);
    expect(await writer.close()).toMatchObject({ bytes: 0 });
    expect(failures).toEqual(['EACCES: /t']);
  });
});

describe('a stereo wav', () => {
  const track = (
    leg: RecordingTrack['leg'],
    startOffsetMs: number,
    codec: RecordingTrack['codec'] = 'PCMA',
  ): RecordingTrack => ({
    kind: 'audio',
    leg,
    codec,
    sampleRateHz: 8000,
    file: `${leg}.alaw`,
    startOffsetMs,
    durationMs: 0,
    sha256: '',
  });
  const tone = (hz: number, ms: number): Int16Array => toneSound({ frequenciesHz: [hz], levelDbfs: -15 }, ms);
  const sides = (wav: Uint8Array): { left: Int16Array; right: Int16Array } => {
    const { samples, channels } = parseWav(wav, 'call.wav');
    expect(channels).toBe(2);
    return {
      left: samples.filter((_, index) => index % 2 === 0),
      right: samples.filter((_, index) => index % 2 === 1),
    };
  };

  it('has the customer left, robot and seat right, each at its time, and masked spans silent on both sides', () => {
    const l16 = new Uint8Array(tone(1500, 400).buffer);
    const { left, right } = sides(
      stereoWav(
        [
          { track: track('customer', 0), bytes: encodeG711('PCMA', tone(500, 1000)) },
          { track: track('robot', 100, 'PCMU'), bytes: encodeG711('PCMU', tone(900, 300)) },
          { track: track('seat', 600, 'L16'), bytes: l16 },
          { track: { ...track('customer', 0, 'T140'), kind: 'text' }, bytes: new Uint8Array(20) },
        ],
        [{ fromMs: 450, toMs: 500, reason: 'secret keys' }],
      ),
    );
    expect(left).toHaveLength(8000);
    expect(toneShare(left.subarray(0, 3600), 500, 8000)).toBeGreaterThan(0.95);
    expect(levelDbfs(left.subarray(3600, 4000))).toBe(-96);
    expect(levelDbfs(right.subarray(0, 800))).toBe(-96);
    expect(toneShare(right.subarray(800, 3200), 900, 8000)).toBeGreaterThan(0.95);
    expect(toneShare(right.subarray(4800, 8000), 1500, 8000)).toBeGreaterThan(0.95);
  });

  it('has who came first left and all others right where no customer is', () => {
    const seat = (startOffsetMs: number, file: string): RecordingTrack => ({ ...track('seat', startOffsetMs), file });
    const { left, right } = sides(
      stereoWav(
        [
          { track: seat(40, 'seat-2.alaw'), bytes: encodeG711('PCMA', tone(900, 960)) },
          { track: seat(0, 'seat.alaw'), bytes: encodeG711('PCMA', tone(500, 1000)) },
          { track: seat(500, 'seat-3.alaw'), bytes: encodeG711('PCMA', tone(1500, 500)) },
        ],
        [],
      ),
    );
    expect(toneShare(left, 500, 8000)).toBeGreaterThan(0.95);
    expect(toneShare(right.subarray(400, 4000), 900, 8000)).toBeGreaterThan(0.95);
    for (const hz of [900, 1500]) expect(toneShare(right.subarray(4000), hz, 8000)).toBeGreaterThan(0.45);
  });

  it('gives the seconds that are asked for, as far as there are any', () => {
    const loaded = [{ track: track('customer', 0), bytes: encodeG711('PCMA', tone(500, 1000)) }];
    const whole = sides(stereoWav(loaded, [{ fromMs: 0, toMs: 500, reason: 'secret keys' }])).left;
    const part = (fromSec: number, toSec?: number): Int16Array =>
      sides(stereoWav(loaded, [{ fromMs: 0, toMs: 500, reason: 'secret keys' }], { fromSec, toSec })).left;
    expect(part(0.25, 0.75)).toEqual(whole.subarray(2000, 6000));
    expect(levelDbfs(part(0, 0.5))).toBe(-96);
    expect(part(0.75)).toEqual(whole.subarray(6000));
    expect(part(0.75, 9)).toHaveLength(2000);
    expect(part(4, 5)).toHaveLength(0);
  });

  it('is made of a folder, silent where a track is gone, and empty of nothing', async () => {
    const files = new MemoryFiles();
    files.contents.set('/rec/customer.alaw', encodeG711('PCMA', tone(500, 200)));
    const recording = { tracks: [track('customer', 0), track('robot', 0)], maskedSpans: [] };
    const { left, right } = sides(await stereoWavOf('/rec', recording, (path) => files.read(path)));
    expect(levelDbfs(left)).toBeGreaterThan(-20);
    expect(levelDbfs(right)).toBe(-96);
    expect(sides(stereoWav([], [])).left).toHaveLength(0);
  });
});

describe('on a real disk', () => {
  let folder = '';
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('a recording is written, opened and summed', async () => {
    const disk = realFiles();
    folder = await mkdtemp(join(tmpdir(), 'waihu-recording-'));
    const { recording, failures } = recordingInto(disk, join(folder, 'call'));
    for (let dueMs = 5000; dueMs < 7000; dueMs += 20) recording.writeFrame('customer', 'a', frameOf(500), dueMs);
    recording.writeText('robot', '您好', 5500);
    const closed = await recording.close();
    expect(failures).toEqual([]);
    expect(closed.complete).toBe(true);
    const bytes = await readFile(join(folder, 'call', 'customer.alaw'));
    expect(bytes).toHaveLength(16_000);
    const stored = await recoverRecording(join(folder, 'call'), disk);
    expect(stored.tracks).toEqual(closed.tracks);
    await expect(disk.read(join(folder, 'gone'))).rejects.toThrow('ENOENT');
  });
});
