import { expect, test } from 'vitest';
import { appendText } from './conversation-state.ts';
import { ConversationTable } from './testing/conversation-table.ts';

test('an answered call greets under protection, asks, and listens only when both are said', () => {
  const table = new ConversationTable().answered();
  expect(table.words).toEqual(['play never 您好，我是智能助手。', 'play after 您想买，还是转人工？']);
  expect(table.playEnds(true).words).toEqual([]);
  expect(table.playEnds(true).words).toEqual(['silence in 4000']);
});

test('the turn that ends reaches the dialogue, with the time the policy took', () => {
  const table = new ConversationTable().atQuestion().speak('我要办理').endpoint(250);
  expect(table.words).toEqual(["customer '我要办理'", 'turn 1 after 250', 'call create-order']);
});

test('the order that was made leads to goodbye, which cannot be interrupted, and then to hanging up', () => {
  const table = new ConversationTable().atQuestion().speak('我要办理').endpoint(250);
  table.give({
    kind: 'function-result',
    key: '1',
    name: 'create-order',
    result: { ok: true, values: { orderId: 'x' } },
    tookMs: 5,
  });
  const key = table.state.memory;
  expect(key).toBeDefined();
  expect(table.words).toContain('play never 已为您办理，再见。');
  expect(table.sayAll().words).toEqual(['hang up completed']);
  expect(table.speak('喂').words).toEqual([]);
});

test('words over the protected greeting wait for its end, and count if they answer', () => {
  const table = new ConversationTable().answered();
  table.speak('转人工').endpoint(600);
  expect(table.words).toContain("customer '转人工'");
  expect(table.words.some((word) => word.startsWith('play'))).toBe(false);
  expect(table.sayAll().words).toContain('transfer');
});

test('words over the greeting that answer nothing are left alone', () => {
  const table = new ConversationTable().answered();
  table.speak('喂你好哪位').endpoint(600);
  expect(table.playEnds(true).playEnds(true).words).toEqual(['silence in 4000']);
});

test('keys choose the branch, also while nothing else can be heard', () => {
  const table = new ConversationTable({ hears: { text: false, recognizer: false } }).atQuestion();
  expect(table.media({ kind: 'key', digit: '0', durationMs: 100, via: 'rfc4733' }).words).toEqual([
    'play never 正在为您转接。',
  ]);
});

test('a key pressed during the protected greeting is kept for the question', () => {
  const table = new ConversationTable().answered();
  expect(table.media({ kind: 'key', digit: '1', durationMs: 100, via: 'rfc4733' }).words).toEqual([]);
  expect(table.sayAll().words).toEqual(['call create-order']);
});

test('silence is asked about once and then ends the call', () => {
  const table = new ConversationTable().atQuestion();
  expect(table.fires('silence').words).toEqual(['play after 您还在吗？']);
  table.sayAll();
  table.fires('silence');
  expect(table.sayAll().words).toEqual(['hang up silent']);
});

test('a silence timer that fires while the customer speaks means nothing', () => {
  const table = new ConversationTable().atQuestion();
  table.voiceBegins(0);
  expect(table.fires('silence').words).toEqual([]);
});

test('a failed hand-over apologises and promises a call-back', () => {
  const table = new ConversationTable().atQuestion().speak('人工').endpoint(250);
  table.sayAll();
  table.give({ kind: 'dialogue', input: { kind: 'transfer-result', answered: false, reason: 'no-seat' } });
  expect(table.words[0]).toBe('play never 稍后给您回电。');
});

test('appendText() takes backspaces and ignores the byte order mark', () => {
  expect(appendText('我要', '\u{FEFF}买\b退')).toBe('我要退');
});
