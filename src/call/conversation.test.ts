import { expect, test } from 'vitest';
import type { TurnMeasure } from '../contract/turn-measure.ts';
import { acknowledge, compileScript, startMemory } from '../dialogue/index.ts';
import {
  appendText,
  startConversation,
  type Conversation,
  type ConversationContext,
  type ConversationEffect,
  type ConversationInput,
  type Guesses,
  type Told,
} from './conversation-state.ts';
import { converse } from './conversation.ts';
import type { MediaEvent } from './media/media-messages.ts';
import type { SpeechSound } from '../speech/index.ts';
import { tinyScript } from './testing/tiny-script.ts';

const script = compileScript(tinyScript);
const legId = 'call/customer';

/** A conversation driven by hand: what each input made it do, in words. */
class Table {
  readonly context: ConversationContext;
  state: Conversation = startConversation(startMemory(script, {}, { nowMs: 0, utcOffsetMinutes: 480 }));
  nowMs = 0;
  words: string[] = [];
  told: Told[] = [];
  guessed: Guesses | null = null;

  constructor(hears = { text: true, recognizer: false }, spoken = script) {
    this.context = {
      script: spoken,
      legId,
      hears,
      endpointWaitMs: ({ answered }) => ({ answer: 250, unknown: 600, more: 1_200 })[answered],
      looksUnfinished: (words) => words.endsWith('，'),
    };
  }

  give(input: ConversationInput): this {
    const { state, effects } = converse(this.context, this.state, input, this.nowMs);
    this.state = state;
    this.words = effects.flatMap(inWords);
    this.told = effects.flatMap((effect) => (effect.kind === 'tell' ? [effect.event] : []));
    for (const effect of effects) if (effect.kind === 'turn-decided') this.guessed = effect.guessed;
    return this;
  }

  media(event: Partial<MediaEvent> & { kind: MediaEvent['kind'] }): this {
    return this.give({
      kind: 'media',
      event: { legId, offsetMs: this.nowMs, atMs: this.nowMs, ...event } as MediaEvent,
    });
  }

  /** Everything sent to be said is said to its end. */
  sayAll(): this {
    while (this.state.plays.length > 0) this.playEnds(true);
    return this;
  }

  playEnds(
    completed: boolean,
    interruption: Extract<MediaEvent, { kind: 'play-ended' }>['interruption'] = null,
    spokenMs = 1_000,
  ): this {
    const play = this.state.plays[0]!;
    return this.media({
      kind: 'play-ended',
      playId: play.playId,
      completed,
      spokenText: completed ? play.say.text : play.say.text.slice(0, 2),
      spokenMs,
      interruption,
      failure: null,
    });
  }

  /** The sign that an answer comes has begun, and is over. */
  signEnds(completed: boolean, interruption: Extract<MediaEvent, { kind: 'play-ended' }>['interruption'] = null): this {
    const { playId, say } = this.state.acknowledging!;
    this.media({ kind: 'play-started', playId, synthesisMs: 0, provider: 'scripted', cached: true });
    const spokenText = completed ? say.text : say.text.slice(0, 2);
    return this.media({
      kind: 'play-ended',
      playId,
      completed,
      spokenText,
      spokenMs: 500,
      interruption,
      failure: null,
    });
  }

  /** The customer speaks from `nowMs` for `forMs`, the words arriving with the sound. */
  speak(text: string, forMs = 800): this {
    const startedAtMs = this.nowMs;
    this.media({ kind: 'speech-started', startedAtMs });
    this.nowMs += forMs;
    if (text !== '') this.media({ kind: 'text', text });
    return this.media({ kind: 'speech-paused', startedAtMs, lastVoicedAtMs: this.nowMs });
  }

  endpoint(afterMs: number): this {
    this.nowMs += afterMs;
    return this.give({ kind: 'timer', timer: 'endpoint' });
  }

  answered(): this {
    return this.give({ kind: 'dialogue', input: { kind: 'answered' } });
  }

  atQuestion(): this {
    return this.answered().sayAll();
  }
}

function inWords(effect: ConversationEffect): string[] {
  switch (effect.kind) {
    case 'media':
      return effect.command.kind === 'play'
        ? [
            `${effect.command.interject ? 'interject' : 'play'} ${effect.command.bargeIn.mode} ${effect.command.items[0]?.text}`,
          ]
        : effect.command.kind === 'secret-keys'
          ? []
          : effect.command.kind === 'presume'
            ? [`presume ${effect.command.items.map(({ text }) => text).join(' ')}`]
            : [effect.command.kind];
    case 'timer':
      return effect.afterMs === null ? [] : [`${effect.timer} in ${effect.afterMs}`];
    case 'tell':
      return effect.event.kind === 'customer-said'
        ? [`customer '${effect.event.text}'`]
        : effect.event.kind === 'barged-in'
          ? ['barged in']
          : [];
    case 'turn-decided':
      return [`turn ${effect.turn} after ${effect.endpointMs}`];
    case 'call-function':
      return [`call ${effect.name}`];
    case 'transfer':
      return ['transfer'];
    case 'hang-up':
      return [`hang up ${effect.outcome}`];
  }
}

test('an answered call greets under protection, asks, and listens only when both are said', () => {
  const table = new Table().answered();
  expect(table.words).toEqual(['play never 您好，我是智能助手。', 'play after 您想买，还是转人工？']);
  expect(table.playEnds(true).words).toEqual([]);
  expect(table.playEnds(true).words).toEqual(['silence in 4000']);
});

test('an answer to the question ends the turn after 250 ms, other words after 600', () => {
  expect(new Table().atQuestion().speak('我要办理').words).toEqual(['endpoint in 250']);
  expect(new Table().atQuestion().speak('今天天气').words).toEqual(['guess in 120', 'endpoint in 600']);
});

test('words that stop at a comma are waited for, even where they answer', () => {
  expect(new Table().atQuestion().speak('好，').words).toEqual(['endpoint in 1200']);
});

test('the turn that ends reaches the dialogue, with the time the policy took', () => {
  const table = new Table().atQuestion().speak('我要办理').endpoint(250);
  expect(table.words).toEqual(["customer '我要办理'", 'turn 1 after 250', 'call create-order']);
});

test('a customer who speaks on after a pause has one turn', () => {
  const table = new Table().atQuestion().speak('我想');
  table.nowMs += 400;
  expect(table.speak('办理').endpoint(250).words).toContain("customer '我想办理'");
});

test('the order that was made leads to goodbye, which cannot be interrupted, and then to hanging up', () => {
  const table = new Table().atQuestion().speak('我要办理').endpoint(250);
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
  const table = new Table().answered();
  table.speak('转人工').endpoint(600);
  expect(table.words).toContain("customer '转人工'");
  expect(table.words.some((word) => word.startsWith('play'))).toBe(false);
  expect(table.sayAll().words).toContain('transfer');
});

test('words over the greeting that answer nothing are left alone', () => {
  const table = new Table().answered();
  table.speak('喂你好哪位').endpoint(600);
  expect(table.playEnds(true).playEnds(true).words).toEqual(['silence in 4000']);
});

const cut = { by: 'speech', startedAtMs: 100, decidedAtMs: 420, stoppedAtMs: 460 } as const;

test('an interruption with words is told, and the words are answered', () => {
  const table = new Table().answered().playEnds(true);
  table.media({ kind: 'speech-started', startedAtMs: 100 });
  expect(table.playEnds(false, cut).words).toEqual(['barged in']);
  table.nowMs = 900;
  table.media({ kind: 'text', text: '人工' });
  table.media({ kind: 'speech-paused', startedAtMs: 100, lastVoicedAtMs: 900 });
  expect(table.endpoint(250).words).toEqual(["customer '人工'", 'turn 1 after 250', 'play never 正在为您转接。']);
  expect(table.sayAll().words).toEqual(['transfer']);
});

test('a cough that stopped the robot makes it say the sentence again', () => {
  const table = new Table().answered().playEnds(true);
  table.media({ kind: 'speech-started', startedAtMs: 100 });
  table.playEnds(false, cut);
  table.media({ kind: 'speech-paused', startedAtMs: 100, lastVoicedAtMs: 450 });
  expect(table.endpoint(600).words).toEqual(['finish-turn', 'final in 400']);
  expect(table.give({ kind: 'timer', timer: 'final' }).words).toEqual(['play after 您想买，还是转人工？']);
});

test('text that comes just after the turn was found over still belongs to it', () => {
  const table = new Table().atQuestion().speak('').endpoint(600);
  expect(table.words).toContain('final in 400');
  table.nowMs += 50;
  expect(table.media({ kind: 'text', text: '买' }).words).toEqual([
    "customer '买'",
    'turn 1 after 600',
    'call create-order',
  ]);
});

test('a recogniser is asked for its final at the end of the turn', () => {
  const table = new Table({ text: false, recognizer: true }).atQuestion();
  table.media({ kind: 'speech-started', startedAtMs: 0 });
  table.media({ kind: 'partial', text: '我要买' });
  table.nowMs = 800;
  table.media({ kind: 'speech-paused', startedAtMs: 0, lastVoicedAtMs: 800 });
  expect(table.words).toEqual(['endpoint in 250']);
  expect(table.endpoint(250).words).toEqual(['finish-turn', 'final in 400']);
  table.nowMs += 80;
  expect(table.media({ kind: 'final', text: '我要买', confidence: 0.8 }).words).toContain("customer '我要买'");
});

test('keys choose the branch, also while nothing else can be heard', () => {
  const table = new Table({ text: false, recognizer: false }).atQuestion();
  expect(table.media({ kind: 'key', digit: '0', durationMs: 100, via: 'rfc4733' }).words).toEqual([
    'play never 正在为您转接。',
  ]);
});

test('a key pressed during the protected greeting is kept for the question', () => {
  const table = new Table().answered();
  expect(table.media({ kind: 'key', digit: '1', durationMs: 100, via: 'rfc4733' }).words).toEqual([]);
  expect(table.sayAll().words).toEqual(['call create-order']);
});

test('silence is asked about once and then ends the call', () => {
  const table = new Table().atQuestion();
  expect(table.give({ kind: 'timer', timer: 'silence' }).words).toEqual(['play after 您还在吗？']);
  table.sayAll();
  table.give({ kind: 'timer', timer: 'silence' });
  expect(table.sayAll().words).toEqual(['hang up silent']);
});

test('a silence timer that fires while the customer speaks means nothing', () => {
  const table = new Table().atQuestion();
  table.media({ kind: 'speech-started', startedAtMs: 0 });
  expect(table.give({ kind: 'timer', timer: 'silence' }).words).toEqual([]);
});

test('a failed hand-over apologises and promises a call-back', () => {
  const table = new Table().atQuestion().speak('人工').endpoint(250);
  table.sayAll();
  table.give({ kind: 'dialogue', input: { kind: 'transfer-result', answered: false, reason: 'no-seat' } });
  expect(table.words[0]).toBe('play never 稍后给您回电。');
});

test('appendText() takes backspaces and ignores the byte order mark', () => {
  expect(appendText('我要', '\u{FEFF}买\b退')).toBe('我要退');
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
  const table = new Table().atQuestion();
  const turn = (text: string, sound: SpeechSound): void => {
    const startedAtMs = table.nowMs;
    table.media({ kind: 'speech-started', startedAtMs });
    table.nowMs += 1_600;
    table.media({ kind: 'text', text });
    table.media({ kind: 'speech-paused', startedAtMs, lastVoicedAtMs: table.nowMs, sound });
    table.nowMs += 600;
    const { state, effects } = converse(table.context, table.state, { kind: 'timer', timer: 'endpoint' }, table.nowMs);
    table.state = state;
    for (const effect of effects)
      if (effect.kind === 'tell' && effect.event.kind === 'turn-measured') measures.push(effect.event);
    table.sayAll();
  };
  turn('您是哪位', sounding(0, 0));
  turn('您说一下', sounding(10, 6));
  expect(measures.map(({ turn: number, emotion }) => [number, emotion.emotion])).toEqual([
    [1, 'neutral'],
    [2, 'angry'],
  ]);
  expect(measures.map(({ sound }) => sound?.levelDb)).toEqual([-24, -14]);
});

const signing = compileScript({
  ...tinyScript,
  patterns: {
    ...tinyScript.patterns,
    acknowledge: { afterMs: 700, say: [{ text: '好的，我查一下。' }, { text: '请稍等。' }] },
  },
});

/** A customer who orders, of whose order nothing is heard yet. */
function orderUnderWay(): Table {
  const table = new Table({ text: true, recognizer: false }, signing).atQuestion().speak('我要办理').endpoint(250);
  table.nowMs += 700;
  return table;
}
const late = { kind: 'timer', timer: 'acknowledge' } as const;
const ordered = {
  kind: 'function-result',
  key: '1',
  name: 'create-order',
  result: { ok: true, values: {} },
  tookMs: 5,
} as const;

test('an order that takes long is acknowledged after 700 ms, and the answer waits for no end of that', () => {
  const table = new Table({ text: true, recognizer: false }, signing).atQuestion().speak('我要办理').endpoint(250);
  expect(table.words).toContain('acknowledge in 700');
  table.nowMs += 700;
  const { memory } = table.state;
  expect(table.give(late).words).toEqual(['interject after 好的，我查一下。']);
  expect(table.give(ordered).words).toEqual(['play never 已为您办理，再见。']);
  const before = table.state.memory;
  table.signEnds(true);
  expect(table.words).toEqual([]);
  expect(table.state.memory).toBe(before);
  expect(memory.spoken).not.toContainEqual(expect.objectContaining({ text: '好的，我查一下。' }));
  expect(table.sayAll().words).toEqual(['hang up completed']);
});

test('a sign that is being said is not cut by a call that ends without a word', () => {
  const table = orderUnderWay().give(late);
  table.give({ ...ordered, result: { ok: false, reason: 'down' } });
  while (table.state.plays.length > 0) table.playEnds(true);
  expect(table.words).toEqual([]);
  expect(table.signEnds(true).words).toEqual(['hang up completed']);
});

test('signs are told as such, take turns, and one turn has one', () => {
  const table = orderUnderWay().give(late);
  expect(table.signEnds(true).told).toEqual([
    expect.objectContaining({ kind: 'robot-said', text: '好的，我查一下。', acknowledgement: true }),
  ]);
  expect(table.give(late).words).toEqual([]);
  const one = compileScript({
    ...tinyScript,
    patterns: { ...tinyScript.patterns, acknowledge: { afterMs: 700, say: [{ text: '好的。' }] } },
  });
  expect(acknowledge(signing, table.state.memory, table.state.acknowledged)?.text).toBe('请稍等。');
  expect(acknowledge(one, table.state.memory, { said: 1, last: '好的。' })).toBeNull();
});

test('nobody who speaks is acknowledged, nor an answer that sounds', () => {
  const speaking = orderUnderWay();
  speaking.media({ kind: 'speech-started', startedAtMs: speaking.nowMs });
  expect(speaking.give(late).words).toEqual(['acknowledge in 700']);
  const answered = orderUnderWay().give(ordered);
  answered.media({ kind: 'play-started', playId: answered.state.plays[0]!.playId, synthesisMs: 0 });
  expect(answered.give(late).words).toEqual([]);
});

test('an answer whose sound is late is acknowledged, and who interrupts the sign interrupts the answer', () => {
  const table = new Table({ text: true, recognizer: false }, signing).atQuestion().speak('今天天气').endpoint(600);
  expect(table.words).toEqual(
    expect.arrayContaining(['play after 我没听清，您想买还是转人工？', 'acknowledge in 700']),
  );
  table.nowMs += 700;
  expect(table.give(late).words).toEqual(['interject after 好的，我查一下。']);
  table.media({ kind: 'speech-started', startedAtMs: 100 });
  table.playEnds(false, cut, 0);
  expect(table.signEnds(false, cut).words).toEqual(['barged in']);
  table.nowMs += 900;
  table.media({ kind: 'text', text: '人工' });
  table.media({ kind: 'speech-paused', startedAtMs: 100, lastVoicedAtMs: table.nowMs });
  expect(table.endpoint(250).words).toContain('play never 正在为您转接。');
});

test('a robot that waits for nobody is not acknowledged: neither a greeting nor a question after silence', () => {
  const table = new Table({ text: true, recognizer: false }, signing).answered();
  expect(table.words.some((word) => word.startsWith('acknowledge'))).toBe(false);
  table.sayAll().give({ kind: 'timer', timer: 'silence' });
  expect(table.words).toEqual(['play after 您还在吗？']);
});

test('words that answer have the answer made ready in the pause, and nothing else happens before the turn is over', () => {
  const table = new Table().atQuestion();
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
  const table = new Table({ text: false, recognizer: true }).atQuestion();
  table.media({ kind: 'speech-started', startedAtMs: 0 });
  table.media({ kind: 'partial', text: '转人工' });
  table.nowMs = 800;
  table.media({ kind: 'speech-paused', startedAtMs: 0, lastVoicedAtMs: 800 });
  expect(table.words).toEqual(['presume 正在为您转接。', 'endpoint in 250']);
  table.endpoint(250).media({ kind: 'final', text: '不用', confidence: 0.9 });
  expect(table.words).toEqual(["customer '不用'", 'presume ', 'turn 1 after 250', 'play never 打扰了，再见。']);
  expect(table.guessed).toEqual({ hits: 0, misses: 1 });
});

test('words that mean nothing yet are guessed at when they stay the same, words in mid-phrase never', () => {
  const guess = { kind: 'timer', timer: 'guess' } as const;
  expect(new Table().atQuestion().speak('今天天气').give(guess).words).toEqual([
    'presume 我没听清，您想买还是转人工？',
  ]);
  expect(new Table().atQuestion().speak('转人工，').words).toEqual(['endpoint in 1200']);
  const speaking = new Table().atQuestion().speak('今天天气');
  speaking.media({ kind: 'speech-started', startedAtMs: speaking.nowMs });
  expect(speaking.give(guess).words).toEqual([]);
});

test('of two sentences the one that sounded is gone on with after a cough, and then the one in line', () => {
  const table = new Table().answered();
  const [first, second] = table.state.plays;
  table.media({ kind: 'speech-started', startedAtMs: 100 });
  const ended = { kind: 'play-ended', completed: false, failure: null, interruption: cut } as const;
  table.media({ ...ended, playId: second!.playId, spokenText: '', spokenMs: 0 });
  table.media({ ...ended, playId: first!.playId, spokenText: '您好，', spokenMs: 700 });
  table.media({ kind: 'speech-paused', startedAtMs: 100, lastVoicedAtMs: 450 });
  table.endpoint(600).give({ kind: 'timer', timer: 'final' });
  expect(table.words).toEqual(['play never 您好，我是智能助手。', 'play after 您想买，还是转人工？']);
});

/** A recogniser that has taken 150 ms for the final of the first turn, and the question that follows. */
function slowlyHeard(): Table {
  const table = new Table({ text: false, recognizer: true }).atQuestion();
  table.media({ kind: 'speech-started', startedAtMs: 0 });
  table.nowMs = 800;
  table.media({ kind: 'speech-paused', startedAtMs: 0, lastVoicedAtMs: 800 });
  table.endpoint(600);
  table.nowMs += 150;
  return table.media({ kind: 'final', text: '今天天气', confidence: 1 }).sayAll();
}

test('a recogniser that takes its time is asked so much earlier, and its final is there when the turn ends', () => {
  const table = slowlyHeard();
  const startedAtMs = table.nowMs;
  table.media({ kind: 'speech-started', startedAtMs });
  table.media({ kind: 'partial', text: '今天' });
  table.nowMs += 800;
  table.media({ kind: 'speech-paused', startedAtMs, lastVoicedAtMs: table.nowMs });
  expect(table.words).toEqual(expect.arrayContaining(['endpoint in 600', 'ask in 450']));
  table.nowMs += 450;
  expect(table.give({ kind: 'timer', timer: 'ask' }).words).toEqual(['finish-turn']);
  table.nowMs += 150;
  table.media({ kind: 'final', text: '今天天气', confidence: 1 });
  expect(table.words).toContain('endpoint in 0');
  expect(table.endpoint(0).words.slice(0, 2)).toEqual(["customer '今天天气'", 'turn 2 after 600']);
});

test('words asked for in a pause are no turn of their own where the customer goes on', () => {
  const table = slowlyHeard();
  const startedAtMs = table.nowMs;
  table.media({ kind: 'speech-started', startedAtMs });
  table.nowMs += 800;
  table.media({ kind: 'speech-paused', startedAtMs, lastVoicedAtMs: table.nowMs });
  table.nowMs += 450;
  table.give({ kind: 'timer', timer: 'ask' });
  table.media({ kind: 'speech-started', startedAtMs: table.nowMs });
  expect(table.media({ kind: 'final', text: '今天', confidence: 1 }).words).toEqual([]);
  table.nowMs += 800;
  table.media({ kind: 'speech-paused', startedAtMs: table.nowMs - 800, lastVoicedAtMs: table.nowMs });
  expect(table.endpoint(600).words).toEqual(['finish-turn', 'final in 400']);
  expect(table.media({ kind: 'final', text: '天气', confidence: 1 }).words[0]).toBe("customer '今天天气'");
});

test('a recogniser that has told that nothing was said is not waited for again', () => {
  const table = slowlyHeard();
  const startedAtMs = table.nowMs;
  table.media({ kind: 'speech-started', startedAtMs });
  table.nowMs += 800;
  table.media({ kind: 'speech-paused', startedAtMs, lastVoicedAtMs: table.nowMs });
  table.nowMs += 450;
  table.give({ kind: 'timer', timer: 'ask' });
  table.nowMs += 150;
  table.media({ kind: 'final', text: '', confidence: 0 });
  const { words } = table.endpoint(0);
  expect(words).not.toContain('finish-turn');
  expect(words.filter((word) => word.startsWith('final in'))).toEqual([]);
});

test('words that stopped growing long before the voice did do not make the turn wait for more', () => {
  const table = new Table({ text: false, recognizer: true }).atQuestion();
  const startedAtMs = table.nowMs;
  table.media({ kind: 'speech-started', startedAtMs });
  table.media({ kind: 'partial', text: '我想' });
  table.nowMs += 2_000;
  table.media({ kind: 'speech-paused', startedAtMs, lastVoicedAtMs: table.nowMs });
  expect(table.words).toContain('endpoint in 600');
});
