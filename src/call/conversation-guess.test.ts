import { expect, test } from 'vitest';
import { ConversationTable } from './testing/conversation-table.ts';

test('words that answer have the answer made ready in the pause, and nothing else happens before the turn is over', () => {
  const table = new ConversationTable().atQuestion();
  const { memory } = table.state;
  table.speak('转人工');
  expect(table.words).toEqual(['presume 正在为您转接。', 'endpoint in 250']);
  expect(table.told).toEqual([]);
  expect(table.state.memory).toBe(memory);
  table.endpoint(250);
  expect(table.words).toEqual(["customer '转人工'", 'turn 1 after 250', 'play never 正在为您转接。']);
  expect(table.guessed).toEqual({ hits: 1, misses: 0 });
});

test('an answer that was guessed wrong is given up before the right one is asked for', () => {
  const table = ConversationTable.recognized().atQuestion().heardAs('转人工');
  expect(table.words).toEqual(['presume 正在为您转接。', 'endpoint in 250']);
  table.endpoint(250).final('不用', 0.9);
  expect(table.words).toEqual(["customer '不用'", 'presume ', 'turn 1 after 250', 'play never 打扰了，再见。']);
  expect(table.guessed).toEqual({ hits: 0, misses: 1 });
});

test('words that mean nothing yet are guessed at when they stay the same, words in mid-phrase never', () => {
  expect(new ConversationTable().atQuestion().speak('今天天气').fires('guess').words).toEqual([
    'presume 我没听清，您想买还是转人工？',
  ]);
  expect(new ConversationTable().atQuestion().speak('转人工，').words).toEqual(['endpoint in 1200']);
  const speaking = new ConversationTable().atQuestion().speak('今天天气');
  speaking.voiceBegins();
  expect(speaking.fires('guess').words).toEqual([]);
});
