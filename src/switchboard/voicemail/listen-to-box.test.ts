import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { voicemailIdSchema, type Voicemail } from '../../contract/voicemail.ts';
import type { StageResult } from '../calls/stage.ts';
import { keyWaitMs } from './box-machine.ts';
import { listenToBox } from './listen-to-box.ts';
import { BoxLine, callId } from './testing/box-line.ts';

const lines: BoxLine[] = [];
afterEach(async () => {
  for (const { recordingsFolder } of lines.splice(0)) await rm(recordingsFolder, { recursive: true, force: true });
});

const idOf = (last: number) => voicemailIdSchema.parse(`00000000-0000-4000-8000-00000000000${last}`);
const message = (last: number, fields: Partial<Voicemail> = {}): Voicemail => ({
  voicemailId: idOf(last),
  caller: '8002',
  // 10:00 on that day at the house.
  leftAtMs: Date.UTC(2026, 2, 2, 2, 0) - last * 60_000,
  durationMs: 3_000,
  heard: false,
  file: `${callId}/voicemail-${last}.wav`,
  ...fields,
});
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));

async function open(messages: readonly Voicemail[], away = false, voicemail = {}) {
  const box = new BoxLine({ name: '8001', password: 'env:P', voicemail }, '8001');
  lines.push(box);
  Object.assign(box.services, { messages, away });
  const results: StageResult[] = [];
  const stage = listenToBox(box.line, { box: '8001' }, (result) => results.push(result));
  await settle();
  return {
    box,
    stage,
    results,
    press: (key: string) => stage.heard(box.key(key)),
    /** What was said last is over. */
    over: () => stage.heard(box.said()),
    marks: async () => {
      await settle();
      return box.services.marks.map(({ voicemailId, as }) => `${voicemailId.slice(-1)} ${as}`);
    },
  };
}

describe('listening to a box', () => {
  it('counts, then plays message after message with who and when, and marks what was heard', async () => {
    const call = await open([message(1), message(2, { heard: true, caller: '+8613812345678' })]);
    expect(call.box.lastSaid).toBe('您有1条新留言，1条旧留言。');
    call.over();
    expect(call.box.lastSaid).toContain(`新留言，电话8002，今天09:59。 | ${callId}/voicemail-1.wav | 重听请按1`);
    call.over();
    call.press('2');
    expect(call.box.lastSaid).toContain(`电话13812345678，今天09:58。 | ${callId}/voicemail-2.wav`);
    expect(await call.marks()).toEqual([]);
    call.press('2');
    expect(call.box.lastSaid).toContain('没有更多留言');
    expect(call.results).toEqual([]);
    call.over();
    expect(call.results).toEqual([{ taken: true, reason: 'box listened to' }]);
    expect(await call.marks()).toEqual(['1 heard']);
  });

  it('deletes at the end alone: until then it can be taken back', async () => {
    const call = await open([message(1), message(2), message(3, { heard: true })]);
    call.press('2');
    call.press('3');
    expect(call.box.lastSaid).toContain('已删除');
    call.press('3');
    expect(call.box.lastSaid).toBe('已恢复。');
    call.press('2');
    call.press('3');
    call.press('2');
    call.press('9');
    expect(call.box.lastSaid).toBe('已保留为新留言。');
    expect(await call.marks()).toEqual([]);
    call.stage.stop();
    expect(await call.marks()).toEqual(['1 heard', '2 deleted', '3 new']);
    expect(call.results).toEqual([]);
  });

  it('plays a message again, and what is deleted is not kept as new, nor the other way round', async () => {
    const call = await open([message(1), message(2)]);
    call.press('1');
    const first = call.box.lastSaid;
    call.press('1');
    expect(call.box.lastSaid).toBe(first);
    call.press('9');
    call.press('3');
    call.press('2');
    call.press('3');
    call.press('9');
    call.stage.stop();
    expect(await call.marks()).toEqual(['1 deleted']);
  });

  it('reminds of the choices twice, and says goodbye to who presses nothing', async () => {
    const call = await open([message(1)]);
    call.over();
    for (let asked = 0; asked < 2; asked++) {
      call.over();
      call.box.clock.tick(keyWaitMs);
      expect(call.box.lastSaid).toMatch(/^重听请按1/);
    }
    call.over();
    call.box.clock.tick(keyWaitMs);
    expect(call.box.lastSaid).toBe('再见。');
    call.over();
    expect(call.results).toHaveLength(1);
    expect(await call.marks()).toEqual(['1 heard']);
  });

  it('ends with #, and an empty box at once', async () => {
    const call = await open([message(1), message(2)]);
    call.press('1');
    call.press('#');
    call.over();
    expect(await call.marks()).toEqual(['1 heard']);
    const empty = await open([]);
    expect(empty.box.lastSaid).toBe('您没有留言。');
    empty.press('1');
    empty.over();
    expect(empty.results).toEqual([{ taken: true, reason: 'box listened to' }]);
  });

  it('says that the box cannot be read now, and marks that fail leave the messages as they were', async () => {
    const away = await open([message(1)], true);
    expect(away.box.lastSaid).toContain('请稍后再拨');
    away.over();
    expect(away.results).toEqual([{ taken: false, reason: 'box away' }]);
    const call = await open([message(1)]);
    call.over();
    call.box.services.away = true;
    call.stage.stop();
    expect(await call.marks()).toEqual([]);
  });

  it('speaks English where the box does', async () => {
    const english = { language: 'en' };
    const call = await open([message(1), message(2, { leftAtMs: Date.UTC(2026, 0, 5), caller: '' })], false, english);
    expect(call.box.lastSaid).toBe('You have 2 new messages.');
    call.over();
    expect(call.box.lastSaid).toContain('New message from 8 0 0 2, today at 09:59.');
    call.press('2');
    expect(call.box.lastSaid).toContain('New message from a withheld number, on January 5 at 08:00.');
    const [none, mixed] = [
      await open([], false, english),
      await open([message(1), message(2, { heard: true })], false, english),
    ];
    expect(none.box.lastSaid).toBe('You have no messages.');
    expect(mixed.box.lastSaid).toBe('You have 1 new message and 1 old message.');
  });
});
