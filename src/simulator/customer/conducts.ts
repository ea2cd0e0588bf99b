import type { Conduct, Meaning, Reply } from './behaviour.ts';

/** A patient customer who waits for the robot to speak: the ground from which the others differ. */
export function conduct(replies: readonly Reply[], different: Partial<Conduct> = {}): Conduct {
  return {
    opening: [],
    openingAfter: 'answer',
    replies,
    fallback: [],
    interrupts: null,
    soundOnlyKeys: [],
    asksWhoIsThere: true,
    hangsUpAfterMs: null,
    patienceMs: 25_000,
    endsTransfer: 'seat',
    saysNothingMeant: false,
    reoffers: null,
    ...different,
  };
}

/** What telesales robots ask, by the words that tell it. */
const asked = {
  orderOrPerson: /(办理|下单|投保).*还是|还是.*(人工|专员|顾问|专人)/u,
  confirm: /确认|为您(办理|下单|提交|登记|生成)|对吗|是吗|没错|正确/u,
  sorryNobody: /抱歉|不好意思|对不起|忙碌|回电|回拨|再联系/u,
  pleaseWait: /转接|请稍|稍等/u,
  offerPerson: /人工|专员|顾问|专人|客服/u,
  identity: /本人|是.{1,8}(先生|女士)吗/u,
  product: /哪一?[种款类个]|(重疾险|医疗险).*还是|什么(产品|保险|险种)|险种/u,
  amount: /保额|多少|额度|金额|几万/u,
  interest: /兴趣|意向|考虑|需要|办理|投保/u,
  convenient: /方便|打扰|占用|有时间|有空/u,
  listen: /了解|介绍|说说|听一?下|听听/u,
} as const;

const sayTo = (when: RegExp, say: string | readonly string[], more: Partial<Reply> = {}): Reply => ({
  when,
  say: typeof say === 'string' ? [say] : say,
  ...more,
});

/** To whatever the robot says, once. */
const whatever = (say: string, means: readonly Meaning[] = [], times = 1): Reply =>
  sayTo(/[^]/u, say, { means, times });

const politeReplies: readonly Reply[] = [
  sayTo(asked.identity, '我就是。'),
  sayTo(asked.convenient, ['方便，你说吧。', '可以，你说。']),
  sayTo(asked.listen, ['可以，你介绍一下。', '行，你说说看。']),
];

interface Words {
  readonly product: string;
  readonly amount: string;
  readonly yes: string;
}

/** Follows the robot through to an order. */
function buyerReplies(words: Words): readonly Reply[] {
  return [
    sayTo(asked.orderOrPerson, ['直接帮我办理吧。'], { means: ['agrees'] }),
    sayTo(asked.confirm, [words.yes, '对，确认办理。'], { means: ['agrees'] }),
    sayTo(asked.product, words.product, { means: ['product'] }),
    sayTo(asked.amount, words.amount, { means: ['amount'] }),
    sayTo(asked.interest, ['有兴趣，帮我办理吧。'], { means: ['agrees'] }),
    ...politeReplies,
  ];
}

export function buyer(words: Words, first: readonly Reply[] = [], different: Partial<Conduct> = {}): Conduct {
  return conduct([...first, ...buyerReplies(words)], {
    fallback: ['可以。', '好的。'],
    soundOnlyKeys: ['1', '1', '1', '1', '1'],
    ...different,
  });
}

/** Goes along, and asks for a person where an order is offered. */
export function personWanter(words: Words, different: Partial<Conduct> = {}): Conduct {
  const wait = { means: ['wants-person'], then: 'wait-for-seat' } as const;
  return conduct(
    [
      sayTo(asked.sorryNobody, '好的，那等你们电话。', { times: 1 }),
      sayTo(asked.orderOrPerson, '帮我转人工吧。', wait),
      sayTo(asked.confirm, '我想找人工客服问一下。', wait),
      sayTo(asked.product, words.product, { means: ['product'] }),
      sayTo(asked.amount, words.amount, { means: ['amount'] }),
      sayTo(asked.offerPerson, '好，帮我转人工吧。', wait),
      sayTo(asked.interest, '有兴趣，帮我转人工吧。', wait),
      ...politeReplies,
    ],
    { fallback: ['可以。', '帮我转人工吧。'], soundOnlyKeys: ['1', '0'], ...different },
  );
}

export const personAtOnce: Conduct = conduct(
  [
    sayTo(asked.sorryNobody, '好的，那等你们电话。', { times: 1 }),
    sayTo(/[^]/u, ['我要转人工。', '转人工客服。'], { means: ['wants-person'], then: 'wait-for-seat', times: 3 }),
  ],
  { soundOnlyKeys: ['0', '0'], endsTransfer: 'customer' },
);

/** Hears the product and the amount, then puts it off. */
export const undecided: Conduct = conduct(
  [
    sayTo(asked.orderOrPerson, '我再考虑一下吧。'),
    sayTo(asked.confirm, '我再考虑一下吧。'),
    sayTo(asked.product, '重疾险吧。', { means: ['product'] }),
    sayTo(asked.amount, '三十万吧。', { means: ['amount'] }),
    sayTo(asked.interest, '我再考虑一下吧。'),
    ...politeReplies,
  ],
  { fallback: ['我再考虑一下吧。'], soundOnlyKeys: ['2', '2'] },
);

export const refuser: Conduct = conduct(
  [whatever('不需要，谢谢。', ['refuses']), whatever('真的不需要。', ['refuses'])],
  { soundOnlyKeys: ['2', '2'] },
);

export const questioner: Conduct = conduct(
  [
    whatever('你们是哪家公司？'),
    whatever('你怎么有我电话的？'),
    whatever('这个多少钱一年？'),
    whatever('算了，没兴趣。', ['refuses'], 2),
  ],
  { soundOnlyKeys: ['2', '2'] },
);

export const hummer: Conduct = conduct([whatever('嗯。', [], 12)], {
  asksWhoIsThere: false,
  saysNothingMeant: true,
});

/** Says and does nothing; stays until the robot gives up. */
export const mute: Conduct = conduct([], { asksWhoIsThere: false, patienceMs: 60_000 });

export const hangsUpAtOnce: Conduct = conduct([], { hangsUpAfterMs: 900 });

export const stranger: Conduct = conduct([whatever('你打错了，我不是。', [], 2)], { soundOnlyKeys: ['2', '2'] });

export const driver: Conduct = conduct([whatever('我在开车，晚点再打吧。', ['call-back'], 2)], {
  soundOnlyKeys: ['2', '2'],
});

export const neverAgain: Conduct = conduct(
  [whatever('别再打了！', ['never-again']), whatever('以后不要再给我打电话了。', ['never-again'])],
  { soundOnlyKeys: ['2', '2'] },
);

/** Presses keys and says nothing, whether or not the robot's words can be read. */
export function keyPresser(...keys: readonly string[]): Conduct {
  const means: Readonly<Record<string, readonly Meaning[]>> = { '0': ['wants-person'], '2': ['refuses'] };
  return conduct(
    keys.map((press) => ({
      when: /[^]/u,
      press,
      times: 1,
      means: means[press] ?? [],
      ...(press === '0' ? { then: 'wait-for-seat' as const } : {}),
    })),
    { soundOnlyKeys: keys, asksWhoIsThere: false },
  );
}

export const wechatAsker: Conduct = conduct(
  [whatever('可以加个微信吗？'), whatever('那先不用了，谢谢。', ['refuses'], 2)],
  { soundOnlyKeys: ['2', '2'] },
);

/** Asks `question` first, then goes on as a buyer. */
export const asksFirst = (question: string): readonly Reply[] => [whatever(question)];

export const voicemail: Conduct = conduct([], {
  opening: [{ say: '您好，我现在无法接听您的电话，请在提示音后留言。' }, { beepMs: 500 }],
  asksWhoIsThere: false,
  hangsUpAfterMs: 30_000,
});

export const assistant: Conduct = conduct(
  [whatever('好的，我会转告机主，请问还有其他事情吗？'), whatever('好的，再见。')],
  {
    opening: [{ say: '您好，我是机主的智能语音助手，请问您是哪位，有什么事情需要转告？' }],
    asksWhoIsThere: false,
    hangsUpAfterMs: 40_000,
  },
);
