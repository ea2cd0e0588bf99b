import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatWav, toneSound } from '../../audio/index.ts';
import type { StageResult } from '../calls/stage.ts';
import { deliverWaitingMessages } from './deliver-messages.ts';
import { beepMs, choiceWaitMs } from './message-machine.ts';
import { takeMessage } from './take-message.ts';
import { BoxLine, callId, tenantId } from './testing/box-line.ts';

const hum = { frequenciesHz: [300, 500], levelDbfs: -20 };
const wavOf = (samples: Int16Array): Uint8Array => formatWav({ sampleRateHz: 8000, channels: 1, samples });

const lines: BoxLine[] = [];
afterEach(async () => {
  for (const { recordingsFolder } of lines.splice(0)) await rm(recordingsFolder, { recursive: true, force: true });
});

function open(extension?: object, maxMs?: number) {
  const box = new BoxLine(extension);
  lines.push(box);
  const results: StageResult[] = [];
  const stage = takeMessage(box.line, { box: '8001', ...(maxMs === undefined ? {} : { maxMs }) }, (result) =>
    results.push(result),
  );
  const file = (take: number): string => join(box.recordingsFolder, callId, `voicemail-${take}.wav`);
  return {
    box,
    stage,
    results,
    file,
    /** Past greeting and beep. */
    reachRecording() {
      stage.heard(box.said());
      box.clock.tick(beepMs);
    },
    /** The media worker's answer, with the file it wrote. */
    recorded(take: number, voicedMs: number) {
      mkdirSync(join(box.recordingsFolder, callId), { recursive: true });
      writeFileSync(file(take), wavOf(toneSound(hum, 4_000)));
      box.emit({
        kind: 'message-recorded',
        legId: 'leg',
        file: file(take),
        durationMs: 4_000,
        voicedMs,
        endedBy: 'command',
      });
    },
    waiting: () => readdir(join(box.recordingsFolder, 'voicemail-waiting')).catch(() => []),
  };
}
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));

describe('taking a message', () => {
  it('greets, beeps, records, and keeps what the caller agrees to', async () => {
    const call = open();
    expect(call.box.lastSaid).toContain('请在提示音后留言');
    expect(call.box.of('record-message')).toEqual([]);
    call.stage.heard(call.box.said());
    expect(call.box.of('play-tone').map(({ tone }) => tone)).toEqual(['beep']);
    call.box.clock.tick(beepMs);
    expect(call.box.of('record-message')).toMatchObject([{ file: call.file(1), maxMs: 120_000, legId: 'leg' }]);
    expect(await call.waiting()).toEqual([`${callId}.voicemail-1.json`]);
    call.stage.heard(call.box.key('5'));
    expect(call.box.of('end-message')).toEqual([]);
    call.stage.heard(call.box.key('#'));
    expect(call.box.of('end-message')).toHaveLength(1);
    call.recorded(1, 3_000);
    expect(call.box.lastSaid).toContain('保存留言请按1');
    call.stage.heard(call.box.key('1'));
    expect(call.box.lastSaid).toContain('已保存');
    call.stage.heard(call.box.said());
    await settle();
    expect(call.results).toEqual([{ taken: true, reason: 'message left' }]);
    expect(call.box.services.stored).toEqual([
      {
        tenantId,
        callId,
        box: '8001',
        caller: '+8613812345678',
        file: `${callId}/voicemail-1.wav`,
        durationMs: 4_000,
        atMs: call.box.clock.now(),
        key: `${callId}/voicemail-1`,
      },
    ]);
    expect(await call.waiting()).toEqual([]);
  });

  it("says the box's own greeting, in the box's language, and records as long as the caller of the stage allows", () => {
    const voicemail = { greeting: 'This is Amy.', language: 'en', maxMs: 30_000 };
    const own = open({ name: '8001', password: 'env:P', voicemail });
    expect(own.box.of('play')[0]?.items).toMatchObject([{ text: 'This is Amy.', voice: { language: 'en' } }]);
    own.reachRecording();
    expect(own.box.of('record-message')[0]?.maxMs).toBe(30_000);
    const shorter = open({ name: '8001', password: 'env:P', voicemail }, 10_000);
    shorter.reachRecording();
    expect(shorter.box.of('record-message')[0]?.maxMs).toBe(10_000);
  });

  it('plays the message back, records it again, and hands over the last take alone', async () => {
    const call = open();
    call.stage.heard(call.box.key('#'));
    expect(call.box.of('stop-play')).toHaveLength(1);
    call.box.clock.tick(beepMs);
    call.recorded(1, 3_000);
    call.stage.heard(call.box.key('2'));
    expect(call.box.lastSaid).toBe(`${callId}/voicemail-1.wav`);
    call.stage.heard(call.box.said());
    expect(call.box.lastSaid).toContain('重新录音请按3');
    call.stage.heard(call.box.key('3'));
    call.box.clock.tick(beepMs);
    expect(call.box.of('record-message').at(-1)?.file).toBe(call.file(2));
    call.recorded(2, 2_000);
    call.stage.stop();
    await settle();
    expect(call.box.services.stored.map(({ file }) => file)).toEqual([`${callId}/voicemail-2.wav`]);
    await vi.waitFor(() => expect(existsSync(call.file(1))).toBe(false));
    expect(existsSync(call.file(2))).toBe(true);
    expect(call.results).toEqual([]);
  });

  it('keeps what was said until the caller hung up, though the end of the recording is told later', async () => {
    const call = open();
    call.reachRecording();
    call.stage.stop();
    expect(call.box.services.stored).toEqual([]);
    call.recorded(1, 1_000);
    await settle();
    expect(call.box.services.stored).toHaveLength(1);
    expect(call.results).toEqual([]);
  });

  it('keeps nothing where nothing was said: not of who hangs up, nor of who is silent twice', async () => {
    const gone = open();
    gone.reachRecording();
    gone.stage.stop();
    gone.recorded(1, 980);
    const silent = open();
    silent.reachRecording();
    silent.recorded(1, 0);
    expect(silent.box.lastSaid).toContain('没有听到');
    silent.reachRecording();
    silent.recorded(2, 0);
    await settle();
    expect(silent.results).toEqual([{ taken: false, reason: 'no message left' }]);
    for (const call of [gone, silent]) {
      expect(call.box.services.stored).toEqual([]);
      expect(await call.waiting()).toEqual([]);
      await vi.waitFor(() => expect(existsSync(call.file(1))).toBe(false));
    }
  });

  it('says the choices once more to who presses nothing, and keeps the message then', async () => {
    const call = open();
    call.reachRecording();
    call.recorded(1, 3_000);
    call.stage.heard(call.box.said());
    call.box.clock.tick(choiceWaitMs);
    expect(call.box.of('play').filter(({ items }) => items[0]?.text.includes('请按1'))).toHaveLength(2);
    call.stage.heard(call.box.said());
    call.box.clock.tick(choiceWaitMs);
    await settle();
    expect(call.box.services.stored).toHaveLength(1);
    expect(call.box.lastSaid).toContain('已保存');
  });

  it('does not record over a message that another box took in the same call', () => {
    const call = open();
    mkdirSync(join(call.box.recordingsFolder, callId));
    writeFileSync(call.file(1), '');
    call.reachRecording();
    expect(call.box.of('record-message')[0]?.file).toBe(call.file(2));
  });
});

describe('a message whose box cannot be reached', () => {
  it('waits on disk, and is handed over once when the database is back', async () => {
    const call = open();
    call.box.services.away = true;
    call.reachRecording();
    call.stage.stop();
    call.recorded(1, 3_000);
    await settle();
    expect(await call.waiting()).toHaveLength(1);
    const stop = deliverWaitingMessages({ ...call.box.line.around, node: 'n1' });
    await settle();
    call.box.services.away = false;
    call.box.clock.tick(10_000);
    await stop();
    expect(call.box.services.stored).toMatchObject([{ durationMs: 4_000, key: `${callId}/voicemail-1` }]);
    expect(await call.waiting()).toEqual([]);
  });

  it('is left to its own node', async () => {
    const call = open();
    call.reachRecording();
    await deliverWaitingMessages({ ...call.box.line.around, node: 'n2' })();
    expect(await call.waiting()).toHaveLength(1);
  });
});

describe('a message in the middle of which the program was killed', () => {
  it('is closed and kept as far as it was spoken', async () => {
    const call = open();
    call.reachRecording();
    mkdirSync(join(call.box.recordingsFolder, callId), { recursive: true });
    // The header claims all that might have come.
    writeFileSync(
      call.file(1),
      Buffer.concat([wavOf(new Int16Array(960_000)).subarray(0, 44), wavOf(toneSound(hum, 2_500)).subarray(44)]),
    );
    await deliverWaitingMessages({ ...call.box.line.around, node: 'n1' })();
    expect(call.box.services.stored).toMatchObject([{ durationMs: 2_500 }]);
    expect(await call.waiting()).toEqual([]);
  });

  it('is forgotten where nothing was said, or nothing written', async () => {
    for (const bytes of [wavOf(new Int16Array(32_000)), null]) {
      const call = open();
      call.reachRecording();
      mkdirSync(join(call.box.recordingsFolder, callId), { recursive: true });
      if (bytes) writeFileSync(call.file(1), bytes);
      await deliverWaitingMessages({ ...call.box.line.around, node: 'n1' })();
      expect(call.box.services.stored).toEqual([]);
      expect(await call.waiting()).toEqual([]);
      expect(existsSync(call.file(1))).toBe(false);
    }
  });
});
