import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conduct } from './behaviour.ts';
import { behaviours } from './catalogue.ts';
import { conduct } from './conducts.ts';
import {
  answered,
  customerStep,
  type CustomerAction,
  type CustomerInput,
  type CustomerState,
} from './customer-machine.ts';

/** Runs a customer through what it hears, finishing each of its actions at once. */
function run(how: Conduct, inputs: readonly CustomerInput[], start: CustomerState = answered(0)) {
  let state = start;
  const actions: CustomerAction[] = [];
  const feed = (input: CustomerInput): void => {
    const step = customerStep(how, state, input);
    state = step.state;
    actions.push(...step.actions);
    for (const action of step.actions) if (action.kind !== 'hang-up') feed({ kind: 'finished', atMs: input.atMs });
  };
  for (const input of inputs) feed(input);
  return { state, actions, words: actions.flatMap((action) => (action.kind === 'say' ? [action.text] : [])) };
}

const ended = (text: string, atMs: number): CustomerInput => ({ kind: 'robot-ended', text, atMs });
const tick = (atMs: number): CustomerInput => ({ kind: 'tick', atMs });
const conductOf = (name: string): Conduct => behaviours.get(name)!.conduct!;

describe('a customer who buys', () => {
  it('answers what it is asked, tells product and amount, and agrees', () => {
    const { words, state } = run(conductOf('buys-critical-illness'), [
      tick(20),
      ended('您好，我是平安保险的智能助手，请问现在方便吗？', 3_000),
      ended('我们有重疾险和医疗险，您想了解哪一种？', 9_000),
      ended('好的，您想要多少保额？', 14_000),
      ended('方案是重疾险，保额五十万元，请问您要办理吗？办理请按1，不需要请按2。', 20_000),
      ended('跟您核对一下：重疾险，保额五十万元。没问题的话请说“确认”，或者按1。', 23_000),
      tick(23_800),
      ended('好的，正在为您登记，请稍等。', 25_000),
      tick(25_900),
      ended('已为您办理，感谢您的接听，再见。', 26_000),
    ]);
    expect(words).toEqual(['方便，你说吧。', '我想要重疾险。', '五十万吧。', '帮我办理吧。', '确认没问题。']);
    expect(state.meanings).toEqual(['product', 'amount', 'interested', 'agrees']);
    expect(state.phase).toBe('leaving');
  });
  it('presses keys where no words can be read', () => {
    const { actions, state } = run(
      conductOf('buys-medical'),
      [3, 8, 12, 16, 20].map((sec) => ended('', sec * 1_000)),
    );
    expect(actions.map((action) => action.kind === 'press' && action.keys)).toEqual(['1', '2', '100#', '1', '1']);
    expect(state.meanings).toEqual(['product', 'amount', 'interested', 'agrees']);
  });
  it('says yes at once to a question it does not understand, and later to a mere statement', () => {
    const how = conductOf('buys-medical');
    expect(run(how, [ended('您吃了吗？', 1_000), tick(1_020)]).words).toEqual(['可以。']);
    expect(run(how, [ended('想了解哪一种？', 1_000), ended('我没太听清，您能再说一遍吗？', 5_000)]).words).toEqual([
      '医疗险。',
      '医疗险。',
    ]);
    expect(run(how, [ended('今天天气不错。', 1_000), tick(1_020)]).words).toEqual([]);
    expect(run(how, [ended('今天天气不错。', 1_000), tick(1_700)]).words).toEqual(['可以。']);
    expect(run(how, [ended('今天天气不错。', 1_000), { kind: 'robot-began', atMs: 1_500 }, tick(2_600)]).words).toEqual(
      [],
    );
  });
});

describe('a customer who wants a person', () => {
  const asked = [ended('请问您要办理吗？', 5_000)];
  it('waits while it is asked to, plays its tone once the person is heard, and leaves when it ends the talk', () => {
    const { actions, state } = run(conductOf('wants-person-at-once'), [
      ...asked,
      ended('正在为您转接，请稍候。', 8_000),
      { kind: 'seat-tone', atMs: 10_000 },
      { kind: 'seat-tone', atMs: 10_100 },
    ]);
    expect(actions.map(({ kind }) => kind)).toEqual(['say', 'play-own-tone', 'hang-up']);
    expect(state.phase).toBe('over');
  });
  it('takes the apology when nobody comes', () => {
    const { state } = run(conductOf('wants-person'), [
      ...asked,
      ended('正在为您转接，请稍候。', 8_000),
      ended('不好意思，顾问现在都在通话中，稍后给您回电，再见！', 20_000),
    ]);
    expect(state.phase).toBe('leaving');
    expect(state.meanings).toContain('wants-person');
  });
  it('gives up when it is left waiting', () => {
    expect(run(conductOf('wants-person'), [...asked, tick(46_000)]).actions.at(-1)).toEqual({ kind: 'hang-up' });
  });
});

describe('customers who do not listen', () => {
  it('interrupts the second utterance in its middle, once', () => {
    const how = conductOf('interrupts');
    const speaking = (spokeMs: number): CustomerInput => ({ kind: 'robot-speaking', spokeMs, atMs: 10_000 + spokeMs });
    expect(run(how, [speaking(3_000)]).words).toEqual([]);
    const { words } = run(how, [ended('方便吗？', 5_000), speaking(1_000), speaking(1_300), speaking(1_500)]);
    expect(words).toEqual(['方便，你说吧。', '等一下，这个多少钱？']);
  });
  it('talks over the greeting', () => {
    const { words } = run(conductOf('talks-over-greeting'), [{ kind: 'robot-speaking', spokeMs: 800, atMs: 900 }]);
    expect(words).toEqual(['喂，你好，听得到吗？']);
  });
  it('ignores what was said into its own words', () => {
    const how = conductOf('refuses');
    const speaking: CustomerState = { ...answered(0), phase: 'speaking', unfinished: 1 };
    expect(customerStep(how, speaking, ended('还有', 900)).actions).toEqual([]);
  });
  it('hangs up in the middle, without a word', () => {
    const { actions } = run(conductOf('hangs-up-midway'), [ended('方便吗？', 1_000), ended('想了解哪一种？', 5_000)]);
    expect(actions.map(({ kind }) => kind)).toEqual(['say', 'hang-up']);
  });
  it('hangs up at once', () => {
    expect(run(conductOf('hangs-up-at-once'), [tick(100), tick(900)]).actions).toEqual([{ kind: 'hang-up' }]);
  });
});

describe('patience', () => {
  it('asks into a silence, then leaves', () => {
    const { actions } = run(conductOf('refuses'), [tick(9_100), tick(20_000), tick(34_200)]);
    expect(actions).toEqual([{ kind: 'say', text: '喂，还在吗？' }, { kind: 'hang-up' }]);
  });
  it('leaves after the goodbye when the robot does not', () => {
    const { actions } = run(conductOf('refuses'), [ended('再见。', 1_000), tick(5_900), tick(6_000)]);
    expect(actions).toEqual([{ kind: 'hang-up' }]);
  });
  it('lets the seat end the talk, unless it never does', () => {
    const { actions } = run(conductOf('wants-person'), [
      ended('转接专员好吗？', 1_000),
      { kind: 'seat-tone', atMs: 2_000 },
      tick(16_900),
      tick(17_000),
    ]);
    expect(actions.map(({ kind }) => kind)).toEqual(['say', 'play-own-tone', 'hang-up']);
  });
});

it('holds and resumes between hearing and answering', () => {
  const { actions } = run(conductOf('holds'), [ended('方便吗？', 1_000), ended('想了解哪一种？', 5_000)]);
  expect(actions.slice(1)).toEqual([
    { kind: 'reoffer', change: 'hold' },
    { kind: 'pause', lengthMs: 1_500 },
    { kind: 'reoffer', change: 'resume' },
    { kind: 'say', text: '医疗险。' },
  ]);
});

it('a machine greets and beeps whatever it hears', () => {
  const { actions } = run(conductOf('voicemail'), [tick(20)]);
  expect(actions.map(({ kind }) => kind)).toEqual(['say', 'beep']);
});

it('every customer ends every call by itself within the longest call, whatever it hears', () => {
  const heard = fc.oneof(
    fc
      .constantFrom(
        '方便吗？',
        '想了解哪一种？',
        '多少保额？',
        '确认办理吗？',
        '正在转接，请稍候。',
        '',
        '好的。',
        '再见。',
      )
      .map((text) => ({ kind: 'robot-ended' as const, text })),
    fc.constant({ kind: 'robot-began' as const }),
    fc.constant({ kind: 'seat-tone' as const }),
    fc.integer({ min: 0, max: 9_000 }).map((spokeMs) => ({ kind: 'robot-speaking' as const, spokeMs })),
    fc.constant({ kind: 'tick' as const }),
  );
  const conducts = [...behaviours.values()]
    .filter(({ plain }) => !plain)
    .flatMap((behaviour) => behaviour.conduct ?? []);
  fc.assert(
    fc.property(fc.constantFrom(...conducts), fc.array(heard, { maxLength: 40 }), (how, inputs) => {
      const timed = inputs.map((input, index) => ({ ...input, atMs: index * 1_500 }));
      const { actions } = run(how, [...timed, tick(150_000)]);
      expect(actions.filter(({ kind }) => kind === 'hang-up')).toHaveLength(1);
      expect(actions.at(-1)?.kind).toBe('hang-up');
    }),
  );
});

it('a conduct without replies stays silent', () => {
  expect(run(conduct([]), [ended('您好，方便吗？', 1_000), tick(3_000)]).actions).toEqual([]);
});
