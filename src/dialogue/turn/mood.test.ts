import { describe, expect, it } from 'vitest';
import { compileScript } from '../compiled-script.ts';
import type { MoveOf } from '../move.ts';
import { converse } from '../testing/converse.ts';
import { smallScript, type SmallNodes, type SmallRest } from '../testing/small-script.ts';

const nodes = {
  start: {
    kind: 'speak',
    say: '我们的保险特别划算，想听吗？',
    voice: { emotion: 'cheerful' },
    branches: [
      { on: 'condition', when: { mood: 'angry', atLeast: 2 }, to: 'bye' },
      { on: 'positive', to: 'offer' },
      { on: 'negative', to: 'sorry/ask' },
    ],
  },
  offer: {
    kind: 'speak',
    say: '现在办吗？',
    branches: [
      { on: 'positive', to: 'done' },
      { on: 'negative', to: 'judge' },
    ],
  },
  judge: {
    kind: 'condition',
    branches: [
      { on: 'condition', when: { talkedOver: { atLeast: 2 } }, to: 'talked-over' },
      { on: 'condition', when: { mood: 'hesitant' }, to: 'hesitant' },
      { on: 'any', to: 'bye' },
    ],
  },
  done: { kind: 'end', reason: 'done', say: '办好了。' },
  hesitant: { kind: 'end', reason: 'hesitant', say: '不着急。' },
  'talked-over': { kind: 'end', reason: 'talked-over', say: '您先说。' },
  bye: { kind: 'end', reason: 'bye', say: '再见。' },
} as const satisfies SmallNodes;

const rest = {
  knowledge: [{ id: 'price', question: '多少钱', intents: ['ask-price'], answers: '一年两千。' }],
  flows: {
    sorry: {
      nodes: {
        ask: {
          kind: 'speak',
          say: '要不要请同事跟您说？',
          branches: [
            { on: 'positive', to: 'person' },
            { on: 'negative', to: 'main/start' },
            { on: 'refuse', to: 'main/bye' },
          ],
        },
        person: { kind: 'transfer', branches: [{ on: 'failed', to: 'main/bye' }] },
      },
      start: 'ask',
    },
    'no-calls': {
      kind: 'global',
      start: 'end',
      enterOn: ['do-not-call'],
      nodes: { end: { kind: 'end', reason: 'do-not-call', doNotCall: true, say: '马上登记，不再打给您。' } },
    },
    'win-back': {
      kind: 'global',
      start: 'once-more',
      enterOn: ['not-interested'],
      nodes: {
        'once-more': { kind: 'speak', pitch: true, say: '再听半分钟吧？', branches: [{ on: 'any', to: 'main/bye' }] },
      },
    },
  },
} as const satisfies SmallRest;

const upset = { say: '实在对不起。', goTo: 'sorry/ask', tag: '生气' };
function talk(customer: string, patterns: object = { upset }): ReturnType<typeof converse> {
  const basic = { silence: { max: 1, say: '喂？' }, noMatch: { max: 2, say: '没听清。' } };
  return converse(compileScript(smallScript(nodes, { ...rest, patterns: { ...basic, ...patterns } })), customer);
}
const last = ({ said }: ReturnType<typeof converse>): string => said.at(-1) ?? '';
const voices = ({ moves }: ReturnType<typeof converse>): readonly string[] =>
  moves.filter((move): move is MoveOf<'say'> => move.kind === 'say').map(({ voice }) => voice.emotion);

describe('an upset customer', () => {
  it.each([
    ['[angry] 你们到底要干什么', '实在对不起。要不要请同事跟您说？'],
    ['神经病', '实在对不起。要不要请同事跟您说？'],
    ['好的|[angry] 你有完没完了', '实在对不起。要不要请同事跟您说？'],
    ['[angry] 别再给我打电话了', '实在对不起。马上登记，不再打给您。'],
    ['[angry] 到底多少钱', '实在对不起。一年两千。要不要请同事跟您说？'],
    ['[angry] 没兴趣', '实在对不起。要不要请同事跟您说？'],
  ])('%s: hears an apology, and a person or an end', (customer, words) => {
    expect(last(talk(customer))).toBe(words);
  });

  it.each([
    ['[angry] 烦死了|好的', null, ''],
    ['[angry] 烦死了|不是', 'upset', '那就不打扰您了，再见。'],
    ['[angry] 烦死了|没兴趣', 'upset', '那就不打扰您了，再见。'],
    ['[angry] 烦死了|多少钱', null, '一年两千。要不要请同事跟您说？'],
    ['[angry] 烦死了|不用了', 'bye', '再见。'],
  ])('is sold nothing afterwards: %s', (customer, ends, words) => {
    const { ended, ...heard } = talk(customer);
    expect([ended?.reason ?? null, last({ ended, ...heard })]).toEqual([ends, words]);
  });

  it('is let go in the words of the script where it has some', () => {
    const own = talk('[angry] 烦死了|不是', { upset: { ...upset, goodbye: '打扰了，再会。' } });
    expect([own.ended?.reason, last(own)]).toEqual(['upset', '打扰了，再会。']);
  });

  it('is apologised to once, by an apologetic voice, and the call is marked', () => {
    const heard = talk('[angry] 烦死了|[angry] 你烦不烦');
    expect(heard.said.join('').match(/对不起/g)).toHaveLength(1);
    expect([voices(heard).slice(0, 3), heard.memory.tags]).toEqual([
      ['cheerful', 'apologetic', 'apologetic'],
      ['生气'],
    ]);
  });

  it('is one only after as many angry turns as the script says, and never where it says nothing of it', () => {
    const twice = { upset: { ...upset, after: 2 } };
    expect(talk('[angry] 什么事', twice).memory.upset).toBe(false);
    expect(talk('[angry] 什么事|[angry] 什么事', twice).memory.upset).toBe(true);
    expect(talk('[angry] 什么事|神经病', {}).memory.upset).toBe(false);
  });
});

describe('a mood', () => {
  it.each([
    ['好的|[hesitant] 不好', 'hesitant'],
    ['[hesitant] 好的|不好', 'bye'],
    ['[over] 好的|[over] 不好', 'talked-over'],
    ['[over] 好的|[hesitant] 不好', 'hesitant'],
  ])('is a fact for conditions: %s ends as %s', (customer, reason) => {
    expect(talk(customer, {}).ended?.reason).toBe(reason);
  });

  it('changes the voice where the script says so, and a node says nothing else', () => {
    const byMood = { voiceByMood: { hesitant: 'warm' } };
    expect(voices(talk('[hesitant] 好的|好的', byMood))).toEqual(['cheerful', 'warm', 'neutral']);
    expect(voices(talk('[hesitant] 你再说一遍吧喂', byMood))[0]).toBe('cheerful');
  });
});
