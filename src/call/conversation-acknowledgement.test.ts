import { expect, test } from 'vitest';
import type { ScriptDocument } from '../contract/script-document.ts';
import { acknowledge, compileScript } from '../dialogue/index.ts';
import { ConversationTable, cut } from './testing/conversation-table.ts';
import { talkByHand } from './testing/talk-by-hand.ts';
import { tinyScript } from './testing/tiny-script.ts';

const signingScript: ScriptDocument = {
  ...tinyScript,
  patterns: {
    ...tinyScript.patterns,
    acknowledge: { afterMs: 700, say: [{ text: '好的，我查一下。' }, { text: '请稍等。' }] },
  },
};
const signing = compileScript(signingScript);

/** A customer who orders, of whose order nothing is heard yet. */
function orderUnderWay(): ConversationTable {
  return new ConversationTable({ spoken: signing }).atQuestion().speak('我要办理').endpoint(250).later(700);
}

const ordered = {
  kind: 'function-result',
  key: '1',
  name: 'create-order',
  result: { ok: true, values: {} },
  tookMs: 5,
} as const;

test('an order that takes long is acknowledged after 700 ms, and the answer waits for no end of that', () => {
  const table = new ConversationTable({ spoken: signing }).atQuestion().speak('我要办理').endpoint(250);
  expect(table.words).toContain('acknowledge in 700');
  const { memory } = table.state;
  expect(table.later(700).fires('acknowledge').words).toEqual(['interject after 好的，我查一下。']);
  expect(table.give(ordered).words).toEqual(['play never 已为您办理，再见。']);
  const before = table.state.memory;
  table.signEnds(true);
  expect(table.words).toEqual([]);
  expect(table.state.memory).toBe(before);
  expect(memory.spoken).not.toContainEqual(expect.objectContaining({ text: '好的，我查一下。' }));
  expect(table.sayAll().words).toEqual(['hang up completed']);
});

test('a sign that is being said is not cut by a call that ends without a word', () => {
  const table = orderUnderWay().fires('acknowledge');
  table.give({ ...ordered, result: { ok: false, reason: 'down' } });
  while (table.state.plays.length > 0) table.playEnds(true);
  expect(table.words).toEqual([]);
  expect(table.signEnds(true).words).toEqual(['hang up completed']);
});

test('signs are told as such, and take turns', () => {
  const table = orderUnderWay().fires('acknowledge');
  expect(table.signEnds(true).told).toEqual([
    expect.objectContaining({ kind: 'robot-said', text: '好的，我查一下。', acknowledgement: true }),
  ]);
  const one = compileScript({
    ...tinyScript,
    patterns: { ...tinyScript.patterns, acknowledge: { afterMs: 700, say: [{ text: '好的。' }] } },
  });
  expect(acknowledge(signing, table.state.memory, table.state.acknowledged)?.text).toBe('请稍等。');
  expect(acknowledge(one, table.state.memory, { said: 1, last: '好的。' })).toBeNull();
});

test('an order that still has no answer after its sign gets another in other words, after a longer while', () => {
  const table = orderUnderWay().fires('acknowledge').signEnds(true);
  expect(table.words).toEqual(['acknowledge in 2100']);
  expect(table.later(2_100).fires('acknowledge').words).toEqual(['interject after 请稍等。']);
  expect(table.signEnds(true).give(ordered).words).toEqual(['play never 已为您办理，再见。']);
});

test('nobody who speaks is acknowledged, nor an answer that sounds', () => {
  const speaking = orderUnderWay();
  speaking.voiceBegins();
  expect(speaking.fires('acknowledge').words).toEqual(['acknowledge in 700']);
  const answered = orderUnderWay().give(ordered);
  answered.media({ kind: 'play-started', playId: answered.state.plays[0]!.playId, synthesisMs: 0 });
  expect(answered.fires('acknowledge').words).toEqual([]);
});

test('an answer whose sound is late is acknowledged, and who interrupts the sign interrupts the answer', () => {
  const table = new ConversationTable({ spoken: signing }).atQuestion().speak('今天天气').endpoint(600);
  expect(table.words).toEqual(
    expect.arrayContaining(['play after 我没听清，您想买还是转人工？', 'acknowledge in 700']),
  );
  expect(table.later(700).fires('acknowledge').words).toEqual(['interject after 好的，我查一下。']);
  table.voiceBegins(100);
  table.playEnds(false, cut, 0);
  expect(table.signEnds(false, cut).words).toEqual(['barged in']);
  table.later(900).media({ kind: 'text', text: '人工' }).voicePauses(100);
  expect(table.endpoint(250).words).toContain('play never 正在为您转接。');
});

test('a robot that waits for nobody is not acknowledged: neither a greeting nor a question after silence', () => {
  const table = new ConversationTable({ spoken: signing }).answered();
  expect(table.words.some((word) => word.startsWith('acknowledge'))).toBe(false);
  table.sayAll().fires('silence');
  expect(table.words).toEqual(['play after 您还在吗？']);
});

test('a sign that the end of the call cuts is told as far as it came', () => {
  const { clock, told, talk, hear } = talkByHand(signingScript);
  clock.tick(100);
  hear({ kind: 'text', text: '我要办理' });
  clock.tick(1_200 + 700);
  hear({ kind: 'play-started', playId: 'a1', synthesisMs: 0, provider: 'scripted', cached: true });
  talk.stop();
  const interruption = { by: 'command', startedAtMs: 0, decidedAtMs: 0, stoppedAtMs: 0 };
  hear({ kind: 'play-ended', playId: 'a1', completed: false, spokenText: '好的', spokenMs: 300, interruption });
  expect(told.at(-1)).toMatchObject({ kind: 'robot-said', spokenText: '好的', acknowledgement: true });
});
