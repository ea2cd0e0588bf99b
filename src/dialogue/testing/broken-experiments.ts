import type { ProblemCode } from '../lint/problem.ts';
import type { SmallNodes, SmallRest } from './small-script.ts';

const nodes: SmallNodes = {
  start: { kind: 'speak', say: '您好，方便吗？', branches: [{ on: 'any', to: 'bye' }] },
  bye: { kind: 'end', say: '再见。' },
};
const rules = { success: { grade: 'B' }, baseline: 20, minimumEffect: 5 } as const;
const words = { kind: 'words', node: 'start', ...rules, variants: { short: { say: '在吗？' } } } as const;
const whole = { kind: 'flow', flow: 'main', ...rules, variants: { brief: { flow: 'brief' } } } as const;
const brief = { start: 'ask', nodes: { ask: { kind: 'end', say: '一句话的事，再见。' } } } as const;
const lost = { start: 'ask', nodes: { ask: { kind: 'jump', to: 'main/bye' } } } as const;
const [spring, summer] = ['2026-03-01T00:00:00+08:00', '2026-06-01T00:00:00+08:00'];

type Broken = readonly [ProblemCode, SmallNodes, SmallRest, string];
/** A faulty experiment on the words of `start`. */
const on = (code: ProblemCode, fault: object, message: string): Broken => [
  code,
  nodes,
  { experiments: { opening: { ...words, ...fault } } },
  message,
];
/** Flow `brief` may stand for `main`. */
const inPlace = (code: ProblemCode, rest: object, message: string, own: SmallNodes = nodes): Broken => [
  code,
  own,
  { flows: { brief }, experiments: { whole }, ...rest },
  message,
];

/** Scripts with experiments that cannot be held: the rule that each breaks, the script, and the message it must get. */
export const brokenExperiments: readonly Broken[] = [
  on('experiment-broken', { shares: { control: 50, short: 40 } }, 'sum to 90 %, wanted 100'),
  on('experiment-broken', { shares: { control: 100, short: 0 } }, "'short' has a share of 0: nobody ever meets it"),
  on('experiment-broken', { shares: { control: 100 } }, "gives 'short' no share"),
  on(
    'experiment-broken',
    { shares: { control: 50, long: 50 } },
    "gives 'long' a share, which is none of control, short",
  ),
  on(
    'experiment-broken',
    { allocation: 'bandit', shares: { control: 50, short: 50 } },
    'which a bandit finds by itself',
  ),
  on(
    'experiment-broken',
    { allocation: 'bandit', floor: 50, variants: { one: { say: '一' }, two: { say: '二' } } },
    'gives each of 3 variants 50 % at least, which is more than 100 %',
  ),
  on('experiment-broken', { variants: {} }, 'has no variant beside the control'),
  on('experiment-broken', { variants: { control: { say: '一' } } }, "a variant is called 'control'"),
  on('experiment-broken', { baseline: 97 }, 'looks for 97 + 5 %: no rate is that high'),
  on('experiment-broken', { startsAt: summer, endsAt: spring }, 'before it begins'),
  on('leads-nowhere', { node: 'gone' }, "experiment 'opening' varies node 'gone', which does not exist"),
  on(
    'duplicate',
    { variants: { short: { say: '您好，方便吗？' } } },
    "variant 'short' of 'opening' says what node 'start' says",
  ),
  on(
    'unknown-variable',
    { variants: { short: { say: '{name}您好' } } },
    '{name} in "{name}您好" is neither a variable',
  ),
  on('place-unfilled', { variants: { short: { say: '{{姓名}}您好' } } }, 'would be said as it stands'),
  [
    'experiment-broken',
    { ...nodes, start: { kind: 'jump', to: 'bye' } },
    { experiments: { opening: words } },
    "experiment 'opening' varies node 'start', which says nothing",
  ],
  ['experiment-shared', nodes, { experiments: { one: words, two: words } }, "'one' and 'two' both vary 'main/start'"],
  inPlace('experiment-shared', { experiments: { one: words, whole } }, "'one' and 'whole' both vary 'main/start'"),
  inPlace('leads-nowhere', { flows: {} }, "variant 'brief' of 'whole' is flow 'brief': there is none"),
  inPlace(
    'leads-nowhere',
    { experiments: { whole: { ...whole, flow: 'gone' } } },
    "experiment 'whole' varies flow 'gone', which does not exist",
  ),
  inPlace(
    'duplicate',
    { experiments: { whole: { ...whole, variants: { brief: { flow: 'brief' }, same: { flow: 'main' } } } } },
    "variant 'same' of 'whole' is the flow that the control is",
  ),
  inPlace('experiment-broken', { flows: { brief: lost } }, "with variant 'brief' of 'whole': script 'small'"),
  inPlace(
    'experiment-broken',
    { flows: { brief: { ...brief, kind: 'global', enterOn: ['is-robot'] } } },
    "is a variant and of kind 'global': wanted 'branch'",
  ),
  inPlace('experiment-broken', {}, "branch 'any' leads into flow 'brief', which is a variant", {
    start: { kind: 'speak', say: '您好，方便吗？', branches: [{ on: 'any', to: 'brief/ask' }] },
  }),
];
