import { expect, test } from 'vitest';
import { EarlyMedia } from './early-media.ts';
import type { MediaEvent } from './media/media-messages.ts';

const at = { legId: 'call/customer', atMs: 0, offsetMs: 0 };
const text = (words: string): MediaEvent => ({ kind: 'text', text: words, ...at });
const busyTone: MediaEvent = { kind: 'tone', tone: 'busy', ...at };
const vacant: MediaEvent = {
  kind: 'answer-heard',
  evidence: { kind: 'cause', cause: 'vacant', reason: "recording 'vacant/one'", afterMs: 900 },
  ...at,
};

test('an announcement may come in pieces', () => {
  const early = new EarlyMedia();
  expect(early.heard(text('您拨打的电话已关'))).toBeNull();
  expect(early.heard(text('机'))).toMatchObject({ cause: 'powered-off', by: 'words', heard: '您拨打的电话已关机' });
});

test('after words of forwarding a tone and a recording tell what they told before', () => {
  const early = new EarlyMedia();
  expect(early.heard(text('您的呼叫正在转移'))).toMatchObject({ cause: 'forwarded', by: 'words' });
  expect(early.heard({ ...busyTone, tone: 'ringback' })).toBeNull();
  expect(early.heard(busyTone)).toMatchObject({ cause: 'busy', by: 'tone', heard: 'busy' });
  expect(early.heard(vacant)).toMatchObject({ cause: 'vacant', by: 'recording' });
});
