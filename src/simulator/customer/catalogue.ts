import type { CallOutcome } from '../../contract/call-outcome.ts';
import type { Arrival, Behaviour, Conduct, Wish } from './behaviour.ts';
import {
  asksFirst,
  assistant,
  buyer,
  buysByKeys,
  companyMenu,
  conduct,
  driver,
  hangsUpAtOnce,
  hummer,
  leaver,
  mumbler,
  mute,
  neverAgain,
  personAtOnce,
  personByKeys,
  personWanter,
  questioner,
  refuser,
  refusesByKeys,
  screening,
  stranger,
  undecided,
  voicemail,
  wechatAsker,
} from './conducts.ts';

const criticalIllness = '重疾险';
const medical = '医疗险';
const soon: Arrival = { kind: 'answers', ringMs: 800 };

export const person = (name: string, how: Conduct, more: Partial<Behaviour> = {}): Behaviour => ({
  name,
  arrival: soon,
  conduct: how,
  pickedUpBy: 'human',
  wish: null,
  line: {},
  ...more,
});

const machine = (name: string, pickedUpBy: Behaviour['pickedUpBy'], how: Conduct): Behaviour =>
  person(name, how, { pickedUpBy });

const unreached = (name: string, arrival: Arrival): Behaviour => ({
  name,
  arrival,
  conduct: null,
  pickedUpBy: 'unknown',
  wish: null,
  line: {},
});

export const refused = (name: string, status: number, reasonPhrase: string, ringMs: number | null): Behaviour =>
  unreached(name, { kind: 'refuses', status, reasonPhrase, ringMs });

const announced = (
  name: string,
  cause: CallOutcome,
  words: string,
  telling: string,
  thenStatus: number | null,
): Behaviour =>
  unreached(name, {
    kind: 'announces',
    words: [words],
    times: thenStatus === null ? 10 : 2,
    thenStatus,
    cause,
    telling,
  });

export const wish = (product: string, amountYuan: number): Wish => ({ product, amountYuan });

const illness50 = {
  product: '我想要重疾险。',
  amount: '五十万吧。',
  yes: '确认没问题。',
  productKey: '1',
  amountKeys: '50#',
} as const;
const medical100 = {
  product: '医疗险。',
  amount: '一百万。',
  yes: '确认无误。',
  productKey: '2',
  amountKeys: '100#',
} as const;
const illness30 = {
  product: '重疾险吧。',
  amount: '三十万左右。',
  yes: '确认办理。',
  productKey: '1',
  amountKeys: '30#',
} as const;
const medical200 = {
  product: '那就医疗险。',
  amount: '两百万。',
  yes: '我确认。',
  productKey: '2',
  amountKeys: '200#',
} as const;

const listening: readonly Behaviour[] = [
  person('buys-critical-illness', buyer(illness50), { wish: wish(criticalIllness, 500_000) }),
  person('buys-medical', buyer(medical100), { wish: wish(medical, 1_000_000) }),
  person('buys-after-colour-ring', buyer(illness30), {
    wish: wish(criticalIllness, 300_000),
    arrival: { kind: 'answers', ringMs: 3_000, music: true },
  }),
  person('buys-at-second-attempt', buyer(medical200), {
    wish: wish(medical, 2_000_000),
    arrival: {
      kind: 'by-attempt',
      first: { kind: 'refuses', status: 486, reasonPhrase: 'Busy Here', ringMs: 300 },
      later: soon,
    },
  }),
  person('wants-person', personWanter(illness50), { wish: wish(criticalIllness, 500_000) }),
  person('wants-person-at-once', personAtOnce),
  person('thinks-it-over', undecided(illness30), { wish: wish(criticalIllness, 300_000) }),
  person('refuses', refuser),
  person('asks-three-questions', questioner),
  person(
    'interrupts',
    buyer(illness50, [], {
      interrupts: { utterance: 2, robotSpokeMs: 1_200, say: '等一下，这个多少钱？' },
    }),
    { wish: wish(criticalIllness, 500_000) },
  ),
  person(
    'talks-over-greeting',
    buyer(medical100, [], {
      opening: [{ say: '喂，你好，听得到吗？' }],
      openingAfter: { robotSpokeMs: 700 },
    }),
    { wish: wish(medical, 1_000_000) },
  ),
  person('only-hums', hummer),
  person('silent', mute),
  person('hangs-up-at-once', hangsUpAtOnce),
  person('hangs-up-midway', leaver),
  person('wrong-person', stranger),
  person('driving', driver),
  person('never-again', neverAgain),
  person('mumbles', mumbler),
  person('keys-buys', buysByKeys({ productKey: '1', amountKeys: '30#' }), { wish: wish(criticalIllness, 300_000) }),
  person('keys-refuse', refusesByKeys),
  person('keys-person', personByKeys),
  person('asks-wechat', wechatAsker),
  person('asks-price', buyer(medical100, asksFirst('这个多少钱？')), { wish: wish(medical, 1_000_000) }),
  person('asks-robot', buyer(illness30, asksFirst('你是机器人吗？')), { wish: wish(criticalIllness, 300_000) }),
  person('answers-late', buyer(illness50), {
    wish: wish(criticalIllness, 500_000),
    arrival: { kind: 'answers', ringMs: 40_000 },
  }),
  person(
    'holds',
    buyer(medical100, [], {
      reoffers: { afterUtterance: 2, changes: ['hold', 'resume'] },
    }),
    { wish: wish(medical, 1_000_000) },
  ),
  person('changes-codec', buyer(illness50, [], { reoffers: { afterUtterance: 2, changes: ['other-codec'] } }), {
    wish: wish(criticalIllness, 500_000),
  }),
  person('loses-packets', buyer(illness50), { wish: wish(criticalIllness, 500_000), line: { lossShare: 0.05 } }),
  person('one-way', mute, { line: { sendsNothing: true } }),
];

const echoes: readonly Behaviour[] = [-12, -20].flatMap((gainDb) =>
  [60, 250].map((delayMs) =>
    person(`echo${gainDb}-${delayMs}`, buyer(medical100), {
      wish: wish(medical, 1_000_000),
      line: { echo: { gainDb, delayMs } },
    }),
  ),
);

const machines: readonly Behaviour[] = [
  machine('voicemail', 'voicemail', voicemail),
  machine('voice-assistant', 'assistant', assistant),
  machine('call-screening', 'screening', screening),
  machine('company-menu', 'ivr', companyMenu),
];

const unanswered: readonly Behaviour[] = [
  refused('busy', 486, 'Busy Here', 500),
  refused('no-answer', 480, 'Temporarily Unavailable', 6_000),
  unreached('rings-on', { kind: 'rings-on' }),
  refused('rejects', 603, 'Decline', 1_500),
  refused('vacant', 404, 'Not Found', null),
  refused('trunk-fault', 503, 'Service Unavailable', null),
  announced('powered-off', 'powered-off', '您好，您拨打的电话已关机，请稍后再拨。', '关机', 480),
  announced('powered-off-for-ever', 'powered-off', '您好，您拨打的电话已关机，请稍后再拨。', '关机', null),
  announced('vacant-announced', 'vacant', '您好，您拨打的号码是空号，请核对后再拨。', '空号', 480),
  announced('suspended', 'suspended', '您好，您拨打的电话已停机。', '停机', 480),
  announced('out-of-reach', 'out-of-reach', '您好，您拨打的用户不在服务区。', '不在服务区', 480),
  announced('talking-elsewhere', 'busy', '您好，您拨打的用户正在通话中，请稍后再拨。', '正在通话', 480),
];

/** Cheap customers for load: they answer at once, speak no words and need no engine. */
const plain: readonly Behaviour[] = [
  person('steady', conduct([], { patienceMs: 600_000 }), { arrival: { kind: 'answers', ringMs: 0 }, plain: 'echoes' }),
  person('steady-talker', conduct([], { patienceMs: 600_000 }), {
    arrival: { kind: 'answers', ringMs: 0 },
    plain: 'talks',
  }),
];

/** All that a number may be allotted, by name; `plain` ones only where named. */
export const behaviours: ReadonlyMap<string, Behaviour> = new Map(
  [...listening, ...echoes, ...machines, ...unanswered, ...plain].map((behaviour) => [behaviour.name, behaviour]),
);
