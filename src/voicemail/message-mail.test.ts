import { expect, test } from 'vitest';
import { callIdSchema } from '../contract/ids.ts';
import { voicemailIdSchema } from '../contract/voicemail.ts';
import { messageMail } from './message-mail.ts';

const message = {
  voicemailId: voicemailIdSchema.parse('00000000-0000-4000-8000-000000000001'),
  box: '8001',
  callId: callIdSchema.parse('n1-00000000-0000-4000-8000-000000000001'),
  caller: '+8613812345678',
  file: 'x/voicemail-1.wav',
  durationMs: 12_400,
  leftAtMs: Date.UTC(2026, 2, 1, 23, 5),
  heard: false,
};
const sound = new Uint8Array([1, 2]);

test('a mail says in Chinese who spoke, when by the wall clock, and how long', () => {
  const mail = messageMail(message, { to: 'amy@example.com', language: 'zh-CN', utcOffsetMinutes: 480 }, sound);
  expect(mail.subject).toBe('语音留言：+8613812345678，12 秒');
  expect(mail.text).toBe('+8613812345678 于 2026-03-02 07:05 给分机 8001 留言，时长 12 秒，录音见附件。\n');
  expect(mail.attachment).toEqual({ name: 'voicemail-8001-2026-03-02-0705.wav', type: 'audio/wav', bytes: sound });
});

test('a mail in English; the same message always has the same id', () => {
  const settings = { to: 'amy@example.com', language: 'en', utcOffsetMinutes: 0 } as const;
  const mail = messageMail({ ...message, caller: '' }, settings, sound);
  expect(mail.subject).toBe('Voicemail from a withheld number, 12 s');
  expect(mail.text).toContain('for extension 8001 on 2026-03-01 at 23:05');
  expect(mail.messageId).toBe(messageMail(message, settings, sound).messageId);
});
