import type { ProblemCode } from '../lint/problem.ts';
import type { SmallNodes, SmallRest } from './small-script.ts';

const end = { kind: 'end' } as const;
const ask = { kind: 'speak', say: '?', branches: [{ on: 'positive', to: 'end' }] } as const;
const global = (nodes: SmallNodes, enterOn: readonly string[] = ['is-robot']): SmallRest => ({
  flows: { side: { kind: 'global', start: 'side', enterOn, nodes } },
});

/** Scripts that cannot run: the rule that each breaks, the script, and the message it must get. */
export const brokenToRun: readonly (readonly [ProblemCode, SmallNodes, SmallRest, string])[] = [
  [
    'leads-nowhere',
    { start: { ...ask, branches: [{ on: 'positive', to: 'confirm' }] } },
    {},
    "script 'small' node 'start': branch 'positive' leads to 'confirm', which does not exist",
  ],
  [
    'leads-nowhere',
    { start: { ...ask, branches: [{ on: 'intent', intent: 'busy', to: 'other/x' }] } },
    {},
    "script 'small' node 'start': branch 'busy' leads to 'other/x', which does not exist",
  ],
  [
    'leads-nowhere',
    { start: { kind: 'jump', to: 'gone' } },
    {},
    "script 'small' node 'start': the jump leads to 'gone', which does not exist",
  ],
  [
    'leads-nowhere',
    { start: end },
    { patterns: { silence: { say: '?', goTo: 'gone' }, noMatch: { say: '?' } } },
    "script 'small': the silence pattern leads to 'gone', which does not exist",
  ],
  [
    'leads-nowhere',
    { start: end },
    { knowledge: [{ id: 'k', question: '?', answers: '!', goTo: 'gone' }] },
    "script 'small': the answer to 'k' leads to 'gone', which does not exist",
  ],
  [
    'recording-incomplete',
    { start: { kind: 'end', say: { text: '{name}您好', audio: 'hello.wav' } } },
    { variables: { name: {} } },
    "script 'small' node 'start': the recording 'hello.wav' cannot say {name} of \"{name}您好\"; give it in parts: [before.wav, '{name}', after.wav]",
  ],
  [
    'recording-incomplete',
    { start: { kind: 'end', say: { text: '{name}您好', audio: ['hello.wav'] } } },
    { variables: { name: {} } },
    "script 'small' node 'start': the parts of the recording of \"{name}您好\" have no part for {name}",
  ],
  [
    'recording-incomplete',
    { start: { kind: 'end', say: { text: '您好', audio: ['names/{name}.wav', 'hello.wav'] } } },
    { variables: { name: {} } },
    "script 'small' node 'start': the parts of the recording of \"您好\" say {name}, which the text does not",
  ],
  ['leads-nowhere', { begin: end }, {}, "script 'small' flow 'main': starts at 'start', which does not exist"],
  [
    'leads-nowhere',
    { start: end },
    { grades: [{ grade: 'A', when: { visited: 'gone' } }] },
    "script 'small': the condition asks for 'gone', which does not exist",
  ],
  [
    'unreachable',
    { start: end, island: end },
    {},
    "script 'small' node 'island': no branch leads here: it can never be reached",
  ],
  [
    'unreachable',
    { start: end },
    global({ side: end }, []),
    "script 'small' node 'side/side': no branch leads here: it can never be reached",
  ],
  [
    'unknown-variable',
    { start: { kind: 'end', say: '您好{nmae}' } },
    { variables: { name: {} } },
    `script 'small' node 'start': {nmae} in "您好{nmae}" is neither a variable nor a slot of the script`,
  ],
  [
    'unknown-variable',
    { start: { kind: 'transfer', summary: '{x}' } },
    {},
    `script 'small' node 'start': {x} in "{x}" is neither a variable nor a slot of the script`,
  ],
  [
    'unknown-variable',
    { start: end },
    { grades: [{ grade: 'A', when: { all: [{ not: { variable: 'x', is: '1' } }] } }] },
    "script 'small': variable 'x' is not declared under 'variables'",
  ],
  [
    'unknown-slot',
    { start: { kind: 'slot', slot: 'age', branches: [{ on: 'ok', to: 'end' }] }, end },
    {},
    "script 'small' node 'start': slot 'age' is not declared under 'slots'",
  ],
  [
    'unknown-slot',
    { start: { kind: 'end', callBack: true, callBackAt: 'when' } },
    {},
    "script 'small' node 'start': slot 'when' is not declared under 'slots'",
  ],
  [
    'unknown-slot',
    { start: { kind: 'jump', to: 'end', set: { a: '1' } }, end },
    {},
    "script 'small' node 'start': slot 'a' is not declared under 'slots'",
  ],
  [
    'unknown-slot',
    { start: end },
    { grades: [{ grade: 'A', when: { any: [{ slot: 'x' }] } }] },
    "script 'small': slot 'x' is not declared under 'slots'",
  ],
  [
    'unknown-intent',
    { start: { ...ask, branches: [{ on: 'intent', intent: 'by', to: 'end' }] }, end },
    {},
    "script 'small' node 'start': intent 'by' is neither declared under 'intents' nor a standard one",
  ],
  [
    'unknown-intent',
    { start: end },
    global({ side: end }, ['nope', 'busy']),
    "script 'small' flow 'side': intent 'nope' is neither declared under 'intents' nor a standard one",
  ],
  [
    'unknown-function',
    { start: { kind: 'function', name: 'buy', branches: [{ on: 'any', to: 'end' }] }, end },
    {},
    "script 'small' node 'start': calls 'buy', which is none of 'create-order', 'lookup-profile', 'send-sms'",
  ],
  [
    'unknown-function',
    {
      start: { kind: 'function', name: 'create-order', args: { product: 'x' }, branches: [{ on: 'any', to: 'end' }] },
      end,
    },
    {},
    "script 'small' node 'start': 'create-order' needs the argument 'amount'",
  ],
  [
    'no-way-on',
    { start: { kind: 'speak', say: '?' } },
    {},
    "script 'small' node 'start': has no branch: the conversation ends there in silence",
  ],
  [
    'no-way-on',
    { start: { kind: 'speak', say: '?', branches: [{ on: 'condition', when: { tag: 't' }, to: 'end' }] }, end },
    {},
    "script 'small' node 'start': needs an 'any' branch for when none of its conditions holds",
  ],
  [
    'no-way-on',
    { start: { kind: 'condition', branches: [{ on: 'condition', when: { tag: 't' }, to: 'end' }] }, end },
    {},
    "script 'small' node 'start': needs an 'any' branch for when none of its conditions holds",
  ],
  [
    'no-way-on',
    { start: { kind: 'digits', maxDigits: 1, branches: [{ on: 'failed', to: 'end' }] }, end },
    {},
    "script 'small' node 'start': needs an 'ok' branch for when the answer is there",
  ],
  [
    'no-way-on',
    { start: { kind: 'function', name: 'send-sms', branches: [{ on: 'ok', to: 'end' }] }, end },
    {},
    "script 'small' node 'start': needs branches 'ok' and 'failed': the function may do either",
  ],
  [
    'branch-incomplete',
    { start: { ...ask, branches: [{ on: 'intent', to: 'end' }] }, end },
    {},
    "script 'small' node 'start': branch 'intent' needs 'intent'",
  ],
  [
    'branch-incomplete',
    { start: { ...ask, branches: [{ on: 'digits', to: 'end' }] }, end },
    {},
    "script 'small' node 'start': branch 'digits' needs 'digits'",
  ],
  [
    'branch-incomplete',
    {
      start: {
        kind: 'condition',
        branches: [
          { on: 'condition', to: 'end' },
          { on: 'any', to: 'end' },
        ],
      },
      end,
    },
    {},
    "script 'small' node 'start': branch 'condition' needs 'when'",
  ],
  [
    'branch-never-taken',
    { start: { kind: 'end', branches: [{ on: 'any', to: 'start' }] } },
    {},
    "script 'small' node 'start': branch 'any' is never taken: a node of kind 'end' has no branches",
  ],
  [
    'branch-never-taken',
    { start: { kind: 'transfer', branches: [{ on: 'positive', to: 'end' }] }, end },
    {},
    "script 'small' node 'start': branch 'positive' is never taken: a node of kind 'transfer' has only 'failed', 'any'",
  ],
  [
    'return-from-nowhere',
    { start: { ...ask, branches: [{ on: 'positive', to: 'return' }] } },
    {},
    "script 'small' node 'start': branch 'positive' returns, but only a global flow is entered from somewhere to return to",
  ],
  [
    'endless-loop',
    { start: { kind: 'jump', to: 'b' }, b: { kind: 'speak', say: '!', branches: [{ on: 'any', to: 'start' }] } },
    {},
    "script 'small' node 'start': goes in a circle without ever listening: 'start' → 'b' → 'start'",
  ],
  [
    'duplicate',
    {
      start: {
        ...ask,
        branches: [
          { on: 'positive', to: 'end' },
          { on: 'positive', to: 'start' },
        ],
      },
      end,
    },
    {},
    "script 'small' node 'start': branch 'positive' is there twice: the second is never taken",
  ],
  [
    'duplicate',
    { start: end },
    {
      intents: [
        { id: 'a', name: 'a' },
        { id: 'a', name: 'b' },
      ],
    },
    "script 'small': intent 'a' is declared twice",
  ],
  [
    'duplicate',
    { start: end },
    {
      knowledge: [
        { id: 'k', question: '一', answers: '!' },
        { id: 'k', question: '二', answers: '!' },
      ],
    },
    "script 'small': knowledge 'k' is declared twice",
  ],
  [
    'duplicate',
    { start: end },
    {
      intents: [
        { id: 'a', name: 'a', samples: ['好吃'] },
        { id: 'b', name: 'b', samples: ['好吃！'] },
      ],
    },
    `script 'small': "好吃！" is a sample of 'a' and of 'b'`,
  ],
  [
    'duplicate',
    { start: end },
    { slots: { s: { name: 's', entity: { type: 'choice', values: { a: ['x'], b: ['x'] } } } } },
    "script 'small': slot 's': 'x' stands for two values",
  ],
  [
    'duplicate',
    { start: end },
    {
      flows: {
        a: { kind: 'global', start: 'x', enterOn: ['busy'], nodes: { x: end } },
        b: { kind: 'global', start: 'x', enterOn: ['busy'], nodes: { x: end } },
      },
    },
    "script 'small' flow 'b': intent 'busy' already enters another global flow",
  ],
  [
    'pattern-broken',
    { start: end },
    { intents: [{ id: 'a', name: 'a', patterns: ['('] }] },
    "script 'small': intent 'a': /(/ is not a regular expression",
  ],
  [
    'pattern-broken',
    { start: end },
    { intents: [{ id: 'a', name: 'a', patterns: ['(a+)+$'] }] },
    "script 'small': intent 'a': /(a+)+$/ repeats a repetition, which may take for ever",
  ],
  [
    'said-once',
    { start: end },
    { patterns: { silence: { say: '?' }, noMatch: { say: '?' }, acknowledge: { say: ['好的。', '好的。'] } } },
    "script 'small': the acknowledgement is never said twice in a row: with one wording it is said once a call; give it two or more",
  ],
  [
    'identity-missing',
    { start: { kind: 'end', say: '您好。', bargeIn: { mode: 'never' } } },
    { purpose: 'marketing' },
    `script 'small' node 'start': a marketing call begins by saying that an AI (智能助手) is calling; "您好。" does not say so`,
  ],
  [
    'identity-missing',
    { start: { kind: 'jump', to: 'end' }, end },
    { purpose: 'marketing' },
    "script 'small' node 'start': a marketing call begins by saying that an AI (智能助手) is calling; says nothing",
  ],
  [
    'identity-missing',
    { start: { kind: 'end', say: '我是智能助手。' } },
    { purpose: 'marketing' },
    "script 'small' node 'start': the sentence that says who is calling must have bargeIn 'never'",
  ],
];
