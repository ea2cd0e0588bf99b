import type { Conduct, KeyReply, Meaning, Reply } from './behaviour.ts';

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
    mayStray: 0,
    asides: [],
    reoffers: null,
    ...different,
  };
}

/** What telesales robots ask, by the words that tell it. */
export const asked = {
  hearing: /听到|在吗|听得见/u,
  orderOrPerson: /(办理|下单|投保).*还是|还是.*(人工|专员|顾问|专人)/u,
  confirm: /确认|核对|对吗|是吗|没错|正确/u,
  decide: /办理|登记|投保|兴趣|意向/u,
  product: /哪一?[种款类个]|(重疾险|医疗险).*(还是|或者)|什么(产品|保险|险种)|险种/u,
  amount: /保额|多少|额度|金额|几万/u,
  offerPerson: /转接|人工|专员|顾问|专人|客服/u,
  identity: /本人|是.{1,8}(先生|女士)吗/u,
  convenient: /方便|打扰|占用|有时间|有空/u,
  listen: /了解|介绍|说说|说一下|听一?下|听听/u,
  whenAgain: /什么时候|晚上|明天|几点|回电/u,
  message: /短信|过两天/u,
} as const;

export const sayTo = (when: RegExp, say: string | readonly string[], more: Partial<Reply> = {}): Reply => ({
  when,
  say: typeof say === 'string' ? [say] : say,
  ...more,
});

/** To whatever the robot says. */
export const whatever = (say: string, means: readonly Meaning[] = [], times = 1): Reply =>
  sayTo(/[^]/u, say, { means, times });

const politeReplies: readonly Reply[] = [
  sayTo(asked.identity, '我就是。'),
  sayTo(asked.convenient, ['方便，你说吧。', '可以，你说。']),
  sayTo(asked.listen, ['可以，你介绍一下。', '行，你说说看。']),
  sayTo(asked.hearing, '能听到，你说。'),
];

/** What one wants, in words and by keys. */
interface Words {
  readonly product: string;
  readonly amount: string;
  readonly yes: string;
  readonly productKey: '1' | '2';
  readonly amountKeys: string;
}

const wishReplies = (words: Words): readonly Reply[] => [
  sayTo(asked.product, words.product, { means: ['product'] }),
  sayTo(asked.amount, words.amount, { means: ['amount'] }),
];

/** The same by keys: convenient, the product, the amount, and what `last` presses at the offer. */
const wishKeys = (words: Pick<Words, 'productKey' | 'amountKeys'>, last: readonly KeyReply[]): readonly KeyReply[] => [
  { keys: '1' },
  { keys: words.productKey, means: ['product'] },
  { keys: words.amountKeys, means: ['amount'] },
  ...last,
];

const orderKeys: readonly KeyReply[] = [
  { keys: '1', means: ['interested'] },
  { keys: '1', means: ['agrees'] },
];
const personKey: KeyReply = { keys: '0', means: ['wants-person'], next: 'wait-for-seat' };
const refusalKeys: readonly KeyReply[] = [
  { keys: '2', means: ['refuses'] },
  { keys: '2', means: ['refuses'] },
];

/** Follows the robot through to an order. */
export function buyer(words: Words, first: readonly Reply[] = [], different: Partial<Conduct> = {}): Conduct {
  return conduct(
    [
      ...first,
      sayTo(asked.orderOrPerson, '直接帮我办理吧。', { means: ['interested'] }),
      sayTo(asked.confirm, [words.yes, '确认。'], { means: ['agrees'] }),
      sayTo(asked.decide, ['帮我办理吧。', '要办理。'], { means: ['interested'] }),
      ...wishReplies(words),
      sayTo(asked.offerPerson, '不用了，谢谢。'),
      ...politeReplies,
    ],
    { fallback: ['可以。', '好的。'], soundOnlyKeys: wishKeys(words, orderKeys), ...different },
  );
}

/** Goes along, and asks for a person where an order is offered. */
export function personWanter(words: Words, different: Partial<Conduct> = {}): Conduct {
  const wait = { means: ['wants-person'], next: 'wait-for-seat' } as const;
  return conduct(
    [
      sayTo(asked.orderOrPerson, '帮我转人工吧。', wait),
      sayTo(asked.confirm, '我想找人工客服问一下。', wait),
      sayTo(asked.decide, '帮我转人工吧。', wait),
      ...wishReplies(words),
      sayTo(asked.offerPerson, '好，帮我转人工吧。', wait),
      ...politeReplies,
    ],
    { fallback: ['可以。', '帮我转人工吧。'], soundOnlyKeys: wishKeys(words, [personKey]), ...different },
  );
}

export const personAtOnce: Conduct = conduct(
  [sayTo(/[^]/u, ['我要转人工。', '转人工客服。'], { means: ['wants-person'], next: 'wait-for-seat', times: 3 })],
  { soundOnlyKeys: [personKey], endsTransfer: 'customer' },
);

/** Hears the product and the amount, then puts it off. */
export function undecided(words: Words): Conduct {
  const later = { means: ['considers'] } as const;
  return conduct(
    [
      sayTo(asked.message, '可以。'),
      sayTo(asked.whenAgain, '明天下午吧。', { means: ['call-back'] }),
      sayTo(asked.orderOrPerson, '我再考虑一下吧。', later),
      sayTo(asked.confirm, '我再考虑一下吧。', later),
      sayTo(asked.decide, '我再考虑一下吧。', later),
      ...wishReplies(words),
      ...politeReplies,
    ],
    { fallback: ['我再考虑一下吧。'], soundOnlyKeys: refusalKeys },
  );
}

export const refuser: Conduct = conduct(
  [whatever('不需要，谢谢。', ['refuses']), whatever('真的不需要。', ['refuses'])],
  { soundOnlyKeys: refusalKeys },
);

export const questioner: Conduct = conduct(
  [
    whatever('你们是哪家公司？'),
    whatever('你怎么有我电话的？'),
    whatever('这个多少钱一年？'),
    whatever('算了，没兴趣。', ['refuses'], 2),
  ],
  { soundOnlyKeys: refusalKeys },
);

/** 嗯 to everything; still nobody is handed over against their will. */
export const hummer: Conduct = conduct([sayTo(asked.offerPerson, '不用。', { times: 2 }), whatever('嗯。', [], 12)], {
  asksWhoIsThere: false,
});

/** Speaks clearly, and of something else. */
export const mumbler: Conduct = conduct(
  [whatever('月亮好圆。'), whatever('冬天的树叶。'), whatever('昨天的鱼汤。'), whatever('蓝色的杯子。', [], 9)],
  { asksWhoIsThere: false, saysNothingMeant: true },
);

/** Listens for a while, then hangs up without a word. */
export const leaver: Conduct = conduct([{ when: asked.product, next: 'hang-up' }, ...politeReplies], {});

/** Says and does nothing; stays until the robot gives up. */
export const mute: Conduct = conduct([], { asksWhoIsThere: false, patienceMs: 60_000 });

export const hangsUpAtOnce: Conduct = conduct([], { hangsUpAfterMs: 900 });

export const stranger: Conduct = conduct([whatever('你打错了，我不是。', ['wrong-person'], 2)], {
  soundOnlyKeys: refusalKeys,
});

export const driver: Conduct = conduct(
  [
    sayTo(asked.whenAgain, '明天下午吧。', { means: ['call-back'] }),
    whatever('我在开车，晚点再打吧。', ['call-back'], 2),
  ],
  { soundOnlyKeys: refusalKeys },
);

export const neverAgain: Conduct = conduct(
  [whatever('别再打了！', ['never-again']), whatever('以后不要再给我打电话了。', ['never-again'])],
  { soundOnlyKeys: refusalKeys },
);

/** Presses keys and says nothing, whether or not the robot's words can be read. */
function keyPresser(keys: readonly KeyReply[], replies: readonly Reply[]): Conduct {
  return conduct(replies, { soundOnlyKeys: keys, asksWhoIsThere: false });
}

const pressTo = (when: RegExp, { keys, means, next }: KeyReply, times = 3): Reply => ({
  when,
  press: keys,
  times,
  ...(means ? { means } : {}),
  ...(next ? { next } : {}),
});

export const buysByKeys = (words: Pick<Words, 'productKey' | 'amountKeys'>): Conduct =>
  keyPresser(wishKeys(words, orderKeys), [
    pressTo(asked.confirm, { keys: '1', means: ['agrees'] }),
    pressTo(asked.decide, { keys: '1', means: ['interested'] }),
    pressTo(asked.product, { keys: words.productKey, means: ['product'] }),
    pressTo(asked.amount, { keys: words.amountKeys, means: ['amount'] }),
    pressTo(/[^]/u, { keys: '1' }),
  ]);

export const refusesByKeys: Conduct = keyPresser(refusalKeys, [pressTo(/[^]/u, { keys: '2', means: ['refuses'] })]);

/** Says by keys that it has time, then wants a person. */
export const personByKeys: Conduct = keyPresser(
  [{ keys: '1' }, personKey],
  [pressTo(asked.convenient, { keys: '1' }, 1), pressTo(/[^]/u, personKey)],
);

export const wechatAsker: Conduct = conduct(
  [whatever('可以加个微信吗？'), whatever('那先不用了，谢谢。', ['refuses'], 2)],
  { soundOnlyKeys: refusalKeys },
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

export const companyMenu: Conduct = conduct([], {
  opening: [{ say: '您好，欢迎致电本公司，销售请按1，客服请按2，查号请拨0。' }],
  asksWhoIsThere: false,
  hangsUpAfterMs: 30_000,
});

export const screening: Conduct = conduct([], {
  opening: [{ say: '您好，对方启用了来电筛选，请说出您的姓名和来电原因。' }],
  asksWhoIsThere: false,
  hangsUpAfterMs: 30_000,
});
