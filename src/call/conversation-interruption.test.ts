import { expect, test } from 'vitest';
import { ConversationTable, cut } from './testing/conversation-table.ts';

test('an interruption with words is told, and the words are answered', () => {
  const table = new ConversationTable().answered().playEnds(true);
  table.voiceBegins(100);
  expect(table.playEnds(false, cut).words).toEqual(['barged in']);
  table.later(900).media({ kind: 'text', text: '人工' }).voicePauses(100);
  expect(table.endpoint(250).words).toEqual(["customer '人工'", 'turn 1 after 250', 'play never 正在为您转接。']);
  expect(table.sayAll().words).toEqual(['transfer']);
});

test('a cough that stopped the robot makes it say the sentence again', () => {
  const table = new ConversationTable().answered().playEnds(true);
  table.voiceBegins(100);
  table.playEnds(false, cut);
  table.voicePauses(100, { lastVoicedAtMs: 450 });
  expect(table.endpoint(600).words).toEqual(['finish-turn', 'final in 400']);
  expect(table.fires('final').words).toEqual(['play after 您想买，还是转人工？']);
});

test('of two sentences the one that sounded is gone on with after a cough, and then the one in line', () => {
  const table = new ConversationTable().answered();
  const [first, second] = table.state.plays;
  table.voiceBegins(100);
  const ended = { kind: 'play-ended', completed: false, failure: null, interruption: cut } as const;
  table.media({ ...ended, playId: second!.playId, spokenText: '', spokenMs: 0 });
  table.media({ ...ended, playId: first!.playId, spokenText: '您好，', spokenMs: 700 });
  table.voicePauses(100, { lastVoicedAtMs: 450 });
  table.endpoint(600).fires('final');
  expect(table.words).toEqual(['play never 您好，我是智能助手。', 'play after 您想买，还是转人工？']);
});
