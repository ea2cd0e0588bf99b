import { expect, test } from 'vitest';
import type { TurnMeasure } from '../contract/turn-measure.ts';
import type { SpeechSound } from '../speech/index.ts';
import { ConversationTable, cut } from './testing/conversation-table.ts';

test('an answer to the question ends the turn after 250 ms, other words after 600', () => {
  expect(new ConversationTable().atQuestion().speak('我要办理').words).toEqual(['endpoint in 250']);
  expect(new ConversationTable().atQuestion().speak('今天天气').words).toEqual(['guess in 120', 'endpoint in 600']);
});

test('words that stop at a comma are waited for, even where they answer', () => {
  expect(new ConversationTable().atQuestion().speak('好，').words).toEqual(['endpoint in 1200']);
});

test('a customer who speaks on after a pause has one turn', () => {
  const table = new ConversationTable().atQuestion().speak('我想').later(400);
  expect(table.speak('办理').endpoint(250).words).toContain("customer '我想办理'");
});

test('text that comes just after the turn was found over still belongs to it', () => {
  const table = new ConversationTable().atQuestion().speak('').endpoint(600);
  expect(table.words).toContain('final in 400');
  expect(table.later(50).media({ kind: 'text', text: '买' }).words).toEqual([
    "customer '买'",
    'turn 1 after 600',
    'call create-order',
  ]);
});

test('a recogniser is asked for its final at the end of the turn', () => {
  const table = ConversationTable.recognized().atQuestion().heardAs('我要买');
  expect(table.words).toEqual(['endpoint in 250']);
  expect(table.endpoint(250).words).toEqual(['finish-turn', 'final in 2000']);
  expect(table.later(80).final('我要买', 0.8).words).toContain("customer '我要买'");
});

/** A recogniser that has taken 150 ms for the final of the first turn, and the question that follows. */
function slowlyHeard(): ConversationTable {
  const table = ConversationTable.recognized().atQuestion().speak('').endpoint(600);
  return table.later(150).final('今天天气').sayAll();
}

/** The customer speaks, and while he pauses the recogniser is asked ahead of the turn's end. */
function askedAhead(): ConversationTable {
  return slowlyHeard().speak('').later(450).fires('ask');
}

test('a recogniser that takes its time is asked so much earlier, and its final is there when the turn ends', () => {
  const table = slowlyHeard().heardAs('今天');
  expect(table.words).toEqual(expect.arrayContaining(['endpoint in 600', 'ask in 450']));
  expect(table.later(450).fires('ask').words).toEqual(['finish-turn']);
  expect(table.later(150).final('今天天气').words).toContain('endpoint in 0');
  expect(table.endpoint(0).words.slice(0, 2)).toEqual(["customer '今天天气'", 'turn 2 after 600']);
});

test('words asked for in a pause are no turn of their own where the customer goes on', () => {
  const table = askedAhead();
  const startedAtMs = table.nowMs;
  table.voiceBegins();
  expect(table.final('今天').words).toEqual([]);
  table.later(800).voicePauses(startedAtMs);
  expect(table.endpoint(600).words).toEqual(['finish-turn', 'final in 2000']);
  expect(table.final('天气').words[0]).toBe("customer '今天天气'");
});

test('a recogniser that has told that nothing was said is not waited for again', () => {
  const { words } = askedAhead().later(150).final('', 0).endpoint(0);
  expect(words).not.toContain('finish-turn');
  expect(words.filter((word) => word.startsWith('final in'))).toEqual([]);
});

test('a recogniser that stayed silent is not waited for so long again, until it is heard of', () => {
  const stayedSilent = (): ConversationTable =>
    ConversationTable.recognized().atQuestion().speak('').endpoint(600).fires('final').sayAll();
  expect(stayedSilent().speak('').endpoint(600).words).toEqual(['finish-turn', 'final in 400']);
  expect(stayedSilent().final('', 0).speak('').endpoint(600).words).toEqual(['finish-turn', 'final in 2000']);
});

test('words that stopped growing long before the voice did do not make the turn wait for more', () => {
  expect(ConversationTable.recognized().atQuestion().heardAs('我想', 2_000).words).toContain('endpoint in 600');
});

test('each turn is measured: loud and high against the turns before it seems angry, and a measure is told with its turn', () => {
  const measures: TurnMeasure[] = [];
  const sounding = (louder: number, semitonesUp: number): SpeechSound => ({
    startedAtMs: 0,
    endedAtMs: 1_600,
    voicedMs: 1_500,
    powerMs: 1_500 * 10 ** ((-24 + louder) / 10),
    peakDb: -15 + louder,
    pitched: 20,
    semitones: 20 * (15 + semitonesUp),
    semitoneSquares: 20 * (15 + semitonesUp) ** 2,
    syllables: 8,
    pauses: 0,
    pausedMs: 0,
    longestPauseMs: 0,
    overlapMs: 0,
  });
  const table = new ConversationTable().atQuestion();
  const turn = (text: string, sound: SpeechSound): void => {
    table.speak(text, 1_600, { sound }).endpoint(600);
    for (const event of table.told) if (event.kind === 'turn-measured') measures.push(event);
    table.sayAll();
  };
  turn('您是哪位', sounding(0, 0));
  turn('您说一下', sounding(10, 6));
  expect(measures.map(({ turn: number, emotion }) => [number, emotion.emotion])).toEqual([
    [1, 'neutral'],
    [2, 'angry'],
  ]);
  expect(measures.map(({ sound }) => sound?.levelDb)).toEqual([-24, -14]);
  expect([table.state.memory.mood, table.state.memory.moods]).toEqual(['angry', { neutral: 1, angry: 1 }]);
});

test('words that cut the robot short are heard by the dialogue as talked over', () => {
  const table = new ConversationTable().answered().playEnds(true);
  table.voiceBegins(100);
  table.playEnds(false, cut);
  table.later(900).media({ kind: 'text', text: '人工' }).voicePauses(100);
  table.endpoint(250);
  expect(table.state.memory.talkOvers).toBe(1);
});
