import { describe, expect, it } from 'vitest';
import { advance } from './advance.ts';
import { compileScript } from './compiled-script.ts';
import { startMemory, type DialogueMemory } from './dialogue-memory.ts';
import type { DialogueInput } from './dialogue-input.ts';
import type { Move, MoveOf } from './move.ts';
import { converse, mondayTen } from './testing/converse.ts';
import { smallScript, type SmallNodes, type SmallRest } from './testing/small-script.ts';

const bye = { kind: 'end', say: '再见。' } as const;
const yesNo = {
  start: {
    kind: 'speak',
    say: ['您方便吗？', '现在方便吗？'],
    branches: [
      { on: 'positive', to: 'yes' },
      { on: 'negative', to: 'no' },
    ],
  },
  yes: { kind: 'end', reason: 'yes' },
  no: { kind: 'end', reason: 'no' },
} as const;
const talk = (customer: string, nodes: SmallNodes, rest: SmallRest = {}, options = {}): ReturnType<typeof converse> =>
  converse(compileScript(smallScript(nodes, rest)), customer, options);

/** Runs raw inputs; gives the moves of each. */
function run(
  nodes: SmallNodes,
  rest: SmallRest,
  inputs: readonly DialogueInput[],
): { moves: readonly (readonly Move[])[]; memory: DialogueMemory } {
  const script = compileScript(smallScript(nodes, rest));
  let memory = startMemory(script, {}, mondayTen);
  const moves = inputs.map((input) => {
    const step = advance(script, memory, input);
    memory = step.memory;
    return step.moves;
  });
  return { moves, memory };
}
const says = (moves: readonly Move[]): readonly string[] =>
  moves.flatMap((move) => (move.kind === 'say' ? [move.text] : []));
const only = <Kind extends Move['kind']>(moves: readonly Move[], kind: Kind): readonly MoveOf<Kind>[] =>
  moves.filter((move): move is MoveOf<Kind> => move.kind === kind);
const heard = (text: string, confidence = 1): DialogueInput => ({ kind: 'heard', text, confidence });
const answered: DialogueInput = { kind: 'answered' };

describe('advance()', () => {
  it('leaves the memory it is given as it was', () => {
    const script = compileScript(smallScript(yesNo));
    const memory = startMemory(script, {}, mondayTen);
    const before = structuredClone(memory);
    advance(script, memory, answered);
    expect(memory).toEqual(before);
  });

  it('says, then listens, in this order and with the node named', () => {
    const [moves] = run(yesNo, {}, [answered]).moves;
    expect(moves).toEqual([
      { kind: 'fact', fact: { kind: 'node-entered', flow: 'main', node: 'start' } },
      {
        kind: 'say',
        sayId: 's1',
        node: 'start',
        text: '您方便吗？',
        audio: null,
        voice: { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 },
        bargeIn: { mode: 'after', protectMs: 0, minSpeechMs: 300 },
      },
      { kind: 'listen', node: 'start', silenceMs: 4_000, keys: null },
    ]);
  });

  it('passes over what does not fit: words before the answer, anything after the end, a second answer', () => {
    const { moves } = run(yesNo, {}, [
      heard('好的'),
      answered,
      answered,
      heard('好的'),
      heard('好的'),
      { kind: 'silence' },
      { kind: 'time-limit' },
    ]);
    expect(moves.map((each) => each.map(({ kind }) => kind))).toEqual([
      [],
      ['fact', 'say', 'listen'],
      [],
      ['fact', 'fact', 'hang-up'],
      [],
      [],
      [],
    ]);
  });

  it('takes noise for nothing understood', () => {
    expect(says(run(yesNo, {}, [answered, heard('好的', 0.1)]).moves[1] ?? [])).toEqual(['没听清。']);
  });

  it('asks again where sound had no words in it, which is no round', () => {
    const { moves, memory } = run(yesNo, {}, [answered, heard(' ，。')]);
    expect([says(moves[1] ?? []), memory.rounds]).toEqual([['没听清。'], 0]);
  });

  it('changes only what a node changes of the voice', () => {
    const nodes = { start: { kind: 'end', say: '抱歉。', voice: { emotion: 'apologetic' } } } as const;
    const [say] = only(run(nodes, { voice: { speed: 1.2, language: 'yue' } }, [answered]).moves[0] ?? [], 'say');
    expect(say?.voice).toEqual({ language: 'yue', emotion: 'apologetic', speed: 1.2, pitch: 1 });
  });
});

describe('branches', () => {
  it('take yes and no, and 嗯 for yes where yes or no was asked', () => {
    expect(['好的', '不方便', '嗯', '不用'].map((line) => talk(line, yesNo).ended?.reason)).toEqual([
      'yes',
      'no',
      'yes',
      'no',
    ]);
  });

  it('do not take 嗯 for yes where the yes must be explicit', () => {
    const nodes = { ...yesNo, start: { ...yesNo.start, explicitYes: true } };
    expect(talk('嗯', nodes).ended).toBeNull();
    expect(talk('嗯|对', nodes).ended?.reason).toBe('yes');
  });

  it('of a particular intent go before polarity, and any before nothing', () => {
    const nodes = {
      start: {
        kind: 'speak',
        say: '?',
        branches: [
          { on: 'any', to: 'any' },
          { on: 'positive', to: 'yes' },
          { on: 'intent', intent: 'interested', to: 'intent' },
        ],
      },
      any: { kind: 'end', reason: 'any' },
      yes: { kind: 'end', reason: 'yes' },
      intent: { kind: 'end', reason: 'intent' },
    } as const;
    expect(['我有兴趣', '好的', '苹果', '嗯'].map((line) => talk(line, nodes).ended?.reason)).toEqual([
      'intent',
      'yes',
      'any',
      'yes',
    ]);
  });

  it('with a condition fit only while it holds', () => {
    const nodes = {
      start: {
        kind: 'speak',
        say: '?',
        branches: [
          { on: 'positive', when: { variable: 'vip', is: 'yes' }, to: 'vip' },
          { on: 'positive', to: 'plain' },
        ],
      },
      vip: { kind: 'end', reason: 'vip' },
      plain: { kind: 'end', reason: 'plain' },
    } as const;
    const rest = { variables: { vip: { default: 'no' } } };
    expect(talk('好的', nodes, rest).ended?.reason).toBe('plain');
    expect(talk('好的', nodes, rest, { variables: { vip: 'yes' } }).ended?.reason).toBe('vip');
  });

  it('for silence and for what was not understood are taken before the patterns', () => {
    const nodes = {
      start: {
        kind: 'speak',
        say: '?',
        branches: [
          { on: 'silence', to: 'silent' },
          { on: 'unrecognised', to: 'odd' },
        ],
      },
      silent: { kind: 'end', reason: 'silent' },
      odd: { kind: 'end', reason: 'odd' },
    } as const;
    expect([talk('…', nodes).ended?.reason, talk('苹果', nodes).ended?.reason]).toEqual(['silent', 'odd']);
  });

  it('of keys are exact, and ask the recogniser of keys for just so many', () => {
    const nodes = {
      start: {
        kind: 'speak',
        say: '?',
        branches: [
          { on: 'digits', digits: '1', to: 'one' },
          { on: 'digits', digits: '12', to: 'twelve' },
        ],
      },
      one: { kind: 'end', reason: 'one' },
      twelve: { kind: 'end', reason: 'twelve' },
    } as const;
    const { moves } = run(nodes, {}, [answered, { kind: 'keys', digits: '12', complete: true }]);
    expect(only(moves[0] ?? [], 'listen')[0]?.keys).toEqual({
      maxDigits: 2,
      terminator: '#',
      timeoutMs: 4_000,
      secret: false,
    });
    expect(only(moves[1] ?? [], 'hang-up')[0]?.reason).toBe('twelve');
    expect(talk('#3', nodes).said.at(-1)).toBe('没听清。');
  });
});

describe('utterances', () => {
  const nodes = {
    start: { kind: 'speak', say: ['一', '二', '三'], branches: [{ on: 'positive', to: 'start' }] },
  } as const;
  it('rotate on every visit and begin again', () => {
    expect(talk('好的|好的|好的', nodes).said).toEqual(['一', '二', '三', '一']);
  });
  it('are the same again where the customer had not heard them', () => {
    const { moves } = run(
      {
        start: { kind: 'speak', say: ['第一句话说得很长很长', '第二句'], branches: [{ on: 'positive', to: 'start' }] },
      },
      {},
      [answered, { kind: 'said', sayId: 's1', completed: false, spokenText: '第一' }, heard('好的')],
    );
    expect(says(moves[2] ?? [])).toEqual(['第一句话说得很长很长']);
  });
  it('name variables and slots, and leave nothing where there is no value', () => {
    const rest = { variables: { name: {} } };
    expect(talk('', { start: { kind: 'end', say: '您好{name}！' } }, rest).said).toEqual(['您好！']);
    expect(
      talk('', { start: { kind: 'end', say: '您好{ name }！' } }, rest, { variables: { name: '王先生' } }).said,
    ).toEqual(['您好王先生！']);
  });
});

describe('interruptions', () => {
  const nodes = {
    start: {
      kind: 'speak',
      say: '第一句。第二句很长很长。第三句？',
      branches: [{ on: 'intent', intent: 'ask-price', to: 'end' }],
    },
    end: bye,
  } as const;
  const cut: DialogueInput = { kind: 'said', sayId: 's1', completed: false, spokenText: '第一句。第二句很' };
  it('by 嗯 or followed by silence go on at the sentence that was cut', () => {
    expect(says(run(nodes, {}, [answered, cut, heard('嗯')]).moves[2] ?? [])).toEqual(['第二句很长很长。第三句？']);
    expect(says(run(nodes, {}, [answered, cut, { kind: 'silence' }]).moves[2] ?? [])).toEqual([
      '第二句很长很长。第三句？',
    ]);
  });
  it('leave unsaid what stood behind, and say it all when asked to repeat', () => {
    const two = {
      ...nodes,
      start: { kind: 'speak', say: '一。', branches: [{ on: 'any', to: 'second' }] },
      second: { ...nodes.start, say: '二。' },
    } as const;
    const { moves } = run(two, {}, [
      answered,
      { kind: 'said', sayId: 's1', completed: false, spokenText: '' },
      heard('嗯'),
    ]);
    expect(says(moves[2] ?? [])).toEqual(['一。', '二。']);
  });
  it('that were no interruption change nothing', () => {
    const { moves } = run(nodes, {}, [
      answered,
      { kind: 'said', sayId: 's1', completed: true, spokenText: '' },
      { kind: 'said', sayId: 's9', completed: false, spokenText: '' },
      heard('多少钱'),
    ]);
    expect(says(moves[3] ?? [])).toEqual(['再见。']);
  });
});

describe('global flows', () => {
  const rest = {
    flows: {
      robot: {
        kind: 'global',
        start: 'admit',
        enterOn: ['is-robot'],
        nodes: { admit: { kind: 'speak', say: '是的。', branches: [{ on: 'any', to: 'repeat' }] } },
      },
      busy: {
        kind: 'global',
        start: 'ask',
        enterOn: ['busy'],
        nodes: {
          ask: {
            kind: 'speak',
            say: '等一下好吗？',
            branches: [
              { on: 'positive', to: 'return' },
              { on: 'negative', to: 'main/no' },
            ],
          },
        },
      },
    },
  } as const;
  it('are entered from anywhere, and repeat asks the question again', () => {
    expect(talk('你是机器人吗|好的', yesNo, rest).said).toEqual(['您方便吗？', '是的。现在方便吗？', '']);
  });
  it('return to listen without asking again', () => {
    const { said, ended } = talk('我在忙|好的|好的', yesNo, rest);
    expect(said).toEqual(['您方便吗？', '等一下好吗？', '', '']);
    expect(ended?.reason).toBe('yes');
  });
  it('come back to the question that they interrupted, even inside one another', () => {
    const { said, memory } = talk('我在忙|你是机器人吗', yesNo, rest);
    expect(said.at(-1)).toBe('是的。等一下好吗？');
    expect(memory.at).toEqual({ flow: 'busy', node: 'ask' });
  });
  it('are not entered again from within', () => {
    expect(talk('我在忙|还是忙|不行', yesNo, rest).ended?.reason).toBe('no');
  });
  it('that are gone to by name come back too', () => {
    const nodes = {
      ...yesNo,
      start: { ...yesNo.start, branches: [{ on: 'intent', intent: 'interested', to: 'robot/admit' }] },
    } as const;
    expect(talk('我有兴趣', { start: nodes.start }, { flows: { robot: rest.flows.robot } }).said.at(-1)).toBe(
      '是的。现在方便吗？',
    );
  });
});

describe('the knowledge base', () => {
  const rest = {
    knowledge: [
      { id: 'price', question: '多少钱', intents: ['ask-price'], answers: ['十块。', '十元。'], tags: ['问价'] },
      { id: 'place', question: '在哪里办', answers: '在市中心。', goTo: 'return' },
      { id: 'leave', question: '怎么走人', answers: '这就走。', goTo: 'no' },
    ],
    patterns: {
      silence: { say: '喂？' },
      noMatch: { say: '没听清。' },
      repeatedQuestion: { max: 2, say: '刚说过了。' },
    },
  } as const;
  it('answers in turn, asks again, and says so when asked too often', () => {
    expect(talk('多少钱|多少钱|多少钱', yesNo, rest).said).toEqual([
      '您方便吗？',
      '十块。现在方便吗？',
      '十元。您方便吗？',
      '刚说过了。现在方便吗？',
    ]);
  });
  it('may wait for the answer without asking again, or go elsewhere', () => {
    expect(talk('在哪里办|好的', yesNo, rest).said.slice(1)).toEqual(['在市中心。', '']);
    expect(talk('怎么走人', yesNo, rest).ended?.reason).toBe('no');
  });
  it('states tag and question', () => {
    expect(talk('这个要多少钱', yesNo, rest).facts).toContainEqual({ kind: 'tag-added', tag: '问价' });
  });
});

describe('patterns', () => {
  it('for silence prompt, then end as silent', () => {
    const { said, ended } = talk('…|…', yesNo);
    expect(said.slice(1)).toEqual(['喂，能听到吗？', '']);
    expect(ended).toEqual({ reason: 'silence', outcomeHint: 'silent' });
  });
  it('take 听到了 after "能听到吗" for an answer to that', () => {
    expect(talk('…|能|好的', yesNo).said.slice(1)).toEqual(['喂，能听到吗？', '现在方便吗？', '']);
    expect(talk('…|嗯', yesNo).said.at(-1)).toBe('现在方便吗？');
    expect(talk('…|不方便', yesNo).ended?.reason).toBe('no');
  });
  it('take 好的 at another node for an answer to that node, whatever was asked before it', () => {
    const nodes = {
      ...yesNo,
      other: { kind: 'speak', say: '那加您好友可以吗？', branches: [{ on: 'positive', to: 'added' }] },
      added: { kind: 'end', reason: 'added' },
    } as const;
    const silence = { max: 1, say: '喂，能听到吗？', goTo: 'other' };
    const rest = { patterns: { silence, noMatch: { say: '没听清。' } } };
    expect(talk('…|…|好的', nodes, rest).ended?.reason).toBe('added');
  });
  it('for what is not understood prompt, then end as not understood', () => {
    expect(talk('苹果|香蕉', yesNo).ended).toEqual({ reason: 'not understood', outcomeHint: 'not-understood' });
  });
  it('ask in other words the second time', () => {
    const rest = { patterns: { silence: { say: '喂？' }, noMatch: { max: 2, say: '没听清。' } } };
    expect(talk('苹果|香蕉', yesNo, rest).said.slice(1)).toEqual(['没听清。', '没听清。现在方便吗？']);
  });
  it('repeat the last words, not the prompts between', () => {
    const rest = { patterns: { silence: { say: '喂？' }, noMatch: { say: '没听清。' }, repeat: { prefix: '好的。' } } };
    expect(talk('…|你说什么|再说一遍', yesNo, rest).said.slice(1)).toEqual([
      '喂？',
      '好的。您方便吗？',
      '好的。您方便吗？',
    ]);
  });
  it('end the call at so many rounds, and at its time limit', () => {
    const rest = {
      patterns: {
        silence: { say: '喂？' },
        noMatch: { max: 9, say: '没听清。' },
        maxRounds: 3,
        tooLong: { say: '时间到了。', goTo: 'no' },
      },
    };
    const rounds = talk('苹果|香蕉|西瓜', yesNo, rest);
    expect([rounds.said.at(-1), rounds.ended?.reason]).toEqual(['时间到了。', 'no']);
    const { moves } = run(yesNo, {}, [answered, { kind: 'time-limit' }]);
    expect(moves[1]).toEqual([{ kind: 'hang-up', reason: 'time-limit', outcomeHint: 'completed' }]);
  });
  it('never listen again after the time limit, wherever it goes', () => {
    const rest = {
      patterns: {
        silence: { say: '喂？' },
        noMatch: { say: '没听清。' },
        tooLong: { say: '时间到了。', goTo: 'start' },
      },
    };
    expect(run(yesNo, rest, [answered, { kind: 'time-limit' }]).memory.phase).toBe('ended');
  });
  it('end a call in which silence goes round in circles', () => {
    const nodes = { start: { kind: 'speak', say: '?', branches: [{ on: 'silence', to: 'start' }] } } as const;
    expect(talk(Array.from({ length: 13 }, () => '…').join('|'), nodes).ended?.outcomeHint).toBe('silent');
  });
});

describe('machines', () => {
  const rest = {
    patterns: { silence: { say: '喂？' }, noMatch: { say: '没听清。' }, voicemail: { leave: '请回电。' } },
  };
  it.each([
    ['voicemail', ['请回电。'], 'voicemail'],
    ['assistant', ['请回电。'], 'voice-assistant'],
    ['screening', [], 'screened'],
    ['ivr', [], 'ivr'],
    ['fax', [], 'fax'],
  ] as const)('%s', (answeredBy, said, outcome) => {
    for (const before of [[], [answered]]) {
      const last = run(yesNo, rest, [...before, { kind: 'answered-by', answeredBy }]).moves.at(-1) ?? [];
      expect(says(last)).toEqual(said);
      expect(only(last, 'hang-up')[0]?.outcomeHint).toBe(outcome);
    }
  });
  it('that turn out to be people are greeted once', () => {
    const { moves } = run(yesNo, rest, [
      { kind: 'answered-by', answeredBy: 'human' },
      { kind: 'answered-by', answeredBy: 'unknown' },
    ]);
    expect(moves.map(says)).toEqual([['您方便吗？'], []]);
  });
});

describe('slot nodes', () => {
  const amount = { name: '保额', entity: { type: 'amount', unitYuan: 10_000 } } as const;
  const nodes = {
    start: {
      kind: 'slot',
      slot: 'amount',
      say: '多少？',
      confirm: ['{amount}，对吗？', '是{amount}吗？'],
      retry: '说个数。',
      attempts: 2,
      branches: [
        { on: 'ok', to: 'ok' },
        { on: 'failed', to: 'failed' },
      ],
    },
    ok: { kind: 'end', reason: 'ok' },
    failed: { kind: 'end', reason: 'failed' },
  } as const;
  const rest = { slots: { amount } };
  it('take words that are nothing but the value as the value, whatever else they may mean', () => {
    const consider = { id: 'consider', name: '考虑', keywords: ['过两天'] };
    const flow = {
      kind: 'global',
      enterOn: ['consider'],
      start: 'wait',
      nodes: { wait: { kind: 'end', reason: 'considers' } },
    } as const;
    const time = { name: '时间', entity: { type: 'time' } } as const;
    const asks = { ...nodes, start: { ...nodes.start, slot: 'time', confirm: undefined } } as const;
    const all = { slots: { time }, intents: [consider], flows: { consider: flow } };
    expect(talk('那就过两天吧', asks, all).ended?.reason).toBe('ok');
    expect(talk('过两天我再考虑', asks, all).ended?.reason).toBe('considers');
  });
  it('read the value back and go on at yes', () => {
    const { said, ended, facts } = talk('三十万|对', nodes, rest);
    expect(said).toEqual(['多少？', '30万元，对吗？', '']);
    expect(ended?.reason).toBe('ok');
    expect(facts).toContainEqual({ kind: 'slot-filled', slot: 'amount', value: '300000', said: '三十万' });
  });
  it('take a correction, or ask anew at no', () => {
    expect(talk('三十万|不对，五十万|对', nodes, rest).memory.slots['amount']?.value).toBe('500000');
    expect(talk('三十万|不对', nodes, rest).said.at(-1)).toBe('说个数。');
    expect(talk('三十万|三十万', nodes, rest).ended?.reason).toBe('ok');
    expect(talk('三十万|苹果', nodes, rest).said.at(-1)).toBe('没听清。');
    expect(talk('三十万|嗯', nodes, rest).ended?.reason).toBe('ok');
  });
  it('confirm by keys', () => {
    expect(talk('#30|#1', nodes, rest).ended?.reason).toBe('ok');
    expect(talk('#30|#2', nodes, rest).said.at(-1)).toBe('说个数。');
    expect(talk('#30|#7', nodes, rest).memory.slots['amount']?.value).toBe('70000');
  });
  it('fail after so many attempts', () => {
    expect(talk('苹果|香蕉', nodes, rest).ended?.reason).toBe('failed');
    const without = { ...nodes, start: { ...nodes.start, branches: [{ on: 'ok', to: 'ok' }] } } as const;
    expect(talk('苹果|香蕉', { start: without.start, ok: nodes.ok }, rest).ended?.outcomeHint).toBe('not-understood');
  });
  it('ask yes or no', () => {
    const yes = {
      start: { kind: 'slot', slot: 'smokes', say: '抽烟吗？', branches: [{ on: 'ok', to: 'ok' }] },
      ok: { kind: 'end' },
    } as const;
    const slots = { slots: { smokes: { name: '抽烟', entity: { type: 'yes-no' } } } } as const;
    expect(['是的', '没有', '#1', '#2'].map((line) => talk(line, yes, slots).memory.slots['smokes']?.value)).toEqual([
      'yes',
      'no',
      'yes',
      'no',
    ]);
  });
  it('keep a free text, but not what means something else', () => {
    const free = {
      start: { kind: 'slot', slot: 'why', say: '为什么？', branches: [{ on: 'ok', to: 'ok' }] },
      ok: { kind: 'end', reason: 'ok' },
    } as const;
    const slots = {
      slots: { why: { name: '原因', entity: { type: 'text' } } },
      flows: {
        robot: {
          kind: 'global',
          start: 'admit',
          enterOn: ['is-robot'],
          nodes: { admit: { kind: 'end', reason: 'robot' } },
        },
      },
    } as const;
    expect(talk('太贵了没必要', free, slots).memory.slots['why']?.value).toBe('太贵了没必要');
    expect(talk('你是机器人吗', free, slots).ended?.reason).toBe('robot');
  });
});

describe('digits nodes', () => {
  const nodes = {
    start: {
      kind: 'digits',
      slot: 'pin',
      say: '请输入密码。',
      maxDigits: 4,
      secret: true,
      attempts: 2,
      retry: '请重新输入。',
      branches: [
        { on: 'ok', to: 'ok' },
        { on: 'failed', to: 'failed' },
        { on: 'digits', digits: '0', to: 'zero' },
      ],
    },
    ok: { kind: 'end', reason: 'ok' },
    failed: { kind: 'end', reason: 'failed' },
    zero: { kind: 'end', reason: 'zero' },
  } as const;
  const rest = { slots: { pin: { name: '密码', entity: { type: 'digits' } } } } as const;
  it('keep secret keys out of every fact', () => {
    const { facts, ended, moves } = talk('#1234', nodes, rest);
    expect(ended?.reason).toBe('ok');
    expect(JSON.stringify(moves)).not.toContain('1234');
    expect(facts).toContainEqual({ kind: 'slot-filled', slot: 'pin', value: '***', said: '' });
  });
  it('ask for so many keys, and prefer exact ones', () => {
    const [moves] = run(nodes, rest, [answered]).moves;
    expect(only(moves ?? [], 'listen')[0]?.keys).toEqual({
      maxDigits: 4,
      terminator: '#',
      timeoutMs: 8_000,
      secret: true,
    });
    expect(talk('#0', nodes, rest).ended?.reason).toBe('zero');
  });
  it('ask again when nothing is pressed, then fail; a secret is not taken by word of mouth', () => {
    expect(talk('…', nodes, rest).said.at(-1)).toBe('请重新输入。');
    expect(talk('…|一二三四', nodes, rest).ended?.reason).toBe('failed');
  });
});

describe('functions', () => {
  const nodes = {
    start: {
      kind: 'function',
      name: 'lookup-profile',
      say: '请稍等。',
      args: { phone: '{phone}' },
      saveTo: { level: 'level' },
      branches: [
        { on: 'ok', to: 'ok' },
        { on: 'failed', to: 'failed' },
      ],
    },
    ok: { kind: 'end', reason: 'ok', say: '您是{level}客户。' },
    failed: { kind: 'end', reason: 'failed' },
  } as const;
  const rest = {
    variables: { phone: { default: '1' } },
    slots: { level: { name: '等级', entity: { type: 'text' } } },
  } as const;
  it('are called with values, and their values are kept', () => {
    const { moves, said } = talk('', nodes, rest, { runFunction: () => ({ ok: true, values: { level: '金牌' } }) });
    expect(only(moves, 'call-function')).toEqual([
      { kind: 'call-function', key: '1', name: 'lookup-profile', args: { phone: '1' }, timeoutMs: 3_000 },
    ]);
    expect(said).toEqual(['请稍等。您是金牌客户。']);
  });
  it('may fail', () => {
    expect(talk('', nodes, rest, { runFunction: () => ({ ok: false, reason: 'away' }) }).ended?.reason).toBe('failed');
  });
  it('are answered once, and by their own key', () => {
    const result = (key: string): DialogueInput => ({ kind: 'function-result', key, result: { ok: true, values: {} } });
    const { moves } = run(nodes, rest, [answered, heard('喂'), result('7'), result('1'), result('1')]);
    expect(moves.slice(1).map((each) => each.length > 0)).toEqual([false, false, true, false]);
  });
});

describe('a transfer', () => {
  const nodes = {
    start: { kind: 'transfer', say: '请稍等。', skill: 'vip', summary: '客户{name}', branches: [] },
  } as const;
  const rest = {
    variables: { name: { default: '王先生' } },
    grades: [{ grade: 'A', when: { outcome: 'transferred' } }],
  } as const;
  it('goes to a skill with a summary, and the dialogue is over when a person answers', () => {
    const { moves, memory } = run(nodes, rest, [
      answered,
      heard('喂'),
      { kind: 'transfer-result', answered: true, reason: null },
    ]);
    expect(only(moves[0] ?? [], 'transfer')).toEqual([{ kind: 'transfer', skill: 'vip', summary: '客户王先生' }]);
    expect(moves[1]).toEqual([]);
    expect(moves[2]).toEqual([{ kind: 'fact', fact: { kind: 'grade-changed', grade: 'A', rule: 'A rule' } }]);
    expect(memory.phase).toBe('ended');
  });
  it('that nobody takes asks for a call-back, where the script says nothing else', () => {
    const { moves } = run(nodes, rest, [answered, { kind: 'transfer-result', answered: false, reason: 'no-seat' }]);
    expect(moves[1]).toEqual([
      { kind: 'fact', fact: { kind: 'call-back-asked', wantedAtMs: null, reason: 'no-seat' } },
      { kind: 'hang-up', reason: 'transfer-failed', outcomeHint: 'transfer-failed' },
    ]);
  });
  it('without a summary of its own tells the slots', () => {
    const slots = { slots: { amount: { name: '保额', entity: { type: 'amount', unitYuan: 10_000 } } } } as const;
    const asks = {
      start: { kind: 'slot', slot: 'amount', say: '?', branches: [{ on: 'ok', to: 'person' }] },
      person: { kind: 'transfer' },
    } as const;
    expect(only(talk('三十万', asks, slots).moves, 'transfer')[0]?.summary).toBe('保额：30万元');
  });
});

describe('a hand-off', () => {
  const first = smallScript({ start: { kind: 'handoff', say: '给您转到售后。', script: 'other', branches: [] } });
  const other = {
    ...smallScript({
      start: { kind: 'speak', say: '您好，售后。', branches: [{ on: 'positive', to: 'end' }] },
      end: { kind: 'end', reason: 'other' },
    }),
    id: 'other',
  };
  it('goes on in the other script', () => {
    const { said, ended, memory } = converse(compileScript(first, [other]), '好的');
    expect(said[0]).toBe('给您转到售后。您好，售后。');
    expect([ended?.reason, memory.scriptId]).toEqual(['other', 'other']);
  });
  it('to a script that is not at hand is a fault, and the call ends', () => {
    const { facts, ended } = converse(compileScript(first), '');
    expect(facts.at(-1)).toEqual({ kind: 'script-fault', node: 'start', reason: "script 'other' is not at hand" });
    expect(ended?.outcomeHint).toBe('failed');
  });
});

describe('ends', () => {
  it("state a wish for no more calls in the customer's words, and a call-back with its time", () => {
    const nodes = {
      start: {
        kind: 'slot',
        slot: 'when',
        say: '几点？',
        branches: [
          { on: 'ok', to: 'later' },
          { on: 'refuse', to: 'never' },
        ],
      },
      later: { kind: 'end', reason: 'call-back', callBack: true },
      never: { kind: 'end', reason: 'never', doNotCall: true },
    } as const;
    const rest = { slots: { when: { name: '时间', entity: { type: 'time' } } } } as const;
    expect(talk('明天下午三点', nodes, rest).facts).toContainEqual({
      kind: 'call-back-asked',
      wantedAtMs: Date.parse('2026-03-03T15:00:00+08:00'),
      reason: 'call-back',
    });
    expect(talk('不用了', nodes, rest).facts).toContainEqual({ kind: 'do-not-call-asked', said: '不用了' });
  });
});

describe('loops', () => {
  it('that never listen end the call with a fault', () => {
    const nodes = {
      start: {
        kind: 'condition',
        branches: [
          { on: 'condition', when: { rounds: { atLeast: 0 } }, to: 'again' },
          { on: 'any', to: 'end' },
        ],
      },
      again: {
        kind: 'condition',
        branches: [
          { on: 'condition', when: { not: { tag: 'x' } }, to: 'start' },
          { on: 'any', to: 'end' },
        ],
      },
      end: bye,
    } as const;
    const { facts, ended } = talk('', nodes);
    expect(facts.at(-1)).toMatchObject({ kind: 'script-fault', reason: '50 nodes were entered without listening' });
    expect(ended?.outcomeHint).toBe('failed');
  });
});

describe('grades', () => {
  const rest = {
    grades: [
      { grade: 'A', name: '同意', when: { any: [{ intent: 'affirm', atLeast: 2 }, { visited: 'yes' }] } },
      { grade: 'B', name: '有标签', when: { all: [{ tag: 't' }, { not: { slot: 's', filled: true } }] } },
      { grade: 'D', name: '说过话', when: { rounds: { atLeast: 1 } } },
    ],
    slots: { s: { name: 's', entity: { type: 'text' } } },
  } as const;
  it('are stated on change only, before the move that ends the turn', () => {
    const nodes = {
      ...yesNo,
      start: { ...yesNo.start, branches: [...yesNo.start.branches, { on: 'unrecognised', to: 'start', tag: 't' }] },
    } as const;
    const { lines } = talk('苹果|香蕉|好的', nodes, rest);
    const graded = lines.map(({ moves }) =>
      moves.flatMap((move) => (move.kind === 'fact' && move.fact.kind === 'grade-changed' ? [move.fact.grade] : [])),
    );
    expect(graded).toEqual([[], ['B'], [], ['A']]);
    expect(lines.map(({ moves }) => moves.at(-1)?.kind)).toEqual(['listen', 'listen', 'listen', 'hang-up']);
  });
});
