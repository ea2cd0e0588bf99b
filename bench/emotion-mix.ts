import { voiceSchema, type Voice } from '../src/contract/script-document.ts';
import type { Emotion } from '../src/contract/turn-measure.ts';
import { seededRandom, shuffled, type Random } from '../src/foundation/random.ts';
import type { SpokenLine } from './speak.ts';

/** One acted turn: its parts with pauses between them, how loud, and how long over the robot. */
export interface ActedTurn {
  readonly acted: Emotion;
  /** Whether its words tell the feeling too. */
  readonly telling: boolean;
  readonly parts: readonly SpokenLine[];
  readonly pauseMs: number;
  readonly gainDb: number;
  readonly overRobotMs: number;
}

/** One call: a speaker's calm turns, then acted ones. */
export interface ActedCall {
  readonly calm: readonly ActedTurn[];
  readonly turns: readonly ActedTurn[];
}

interface Speaker {
  readonly pitch: number;
  readonly speed: number;
  readonly gainDb: number;
}

/** Said in any mood: nothing in them tells which. A bar is where a halting speaker stops. */
const plain = [
  '我住在|海淀区这边',
  '你刚才说的|是哪一款',
  '这个一年|要交多少钱',
  '我现在用的是|别家的套餐',
  '你们公司|在什么地方',
  '我家里|一共四口人',
  '上个月|已经有人打过了',
  '那你把资料|发到我手机上',
  '合同是|一年一签的吗',
  '我想知道|怎么办理',
  '房子是|前年买的',
  '孩子今年|上小学三年级',
];

/** As people say it; written before the lexicon was run over them. */
const telling: Readonly<Record<Emotion, readonly string[]>> = {
  neutral: [
    '我不着急|你慢慢说',
    '对|我是姓王',
    '麻烦您|再讲一遍',
    '没有不满意|就是问问',
    '好的|我记一下',
    '嗯|可以发短信',
  ],
  positive: [
    '那太好了|谢谢你啊',
    '你讲得|很清楚',
    '这个价格|挺划算的',
    '没问题|就按你说的办',
    '我对这个|很感兴趣',
    '你们服务|真的不错',
    '听起来|正是我要的',
  ],
  impatient: [
    '你快点说|我赶时间',
    '行了行了|我知道了',
    '我正忙着呢|没空听',
    '你能不能|直接说重点',
    '说完了没有|我要挂了',
    '又是推销|能不能快些',
    '我这儿|一堆事呢',
  ],
  angry: [
    '你们再打|我就投诉了',
    '说了多少遍|不需要',
    '烦死了|别再打来',
    '你们这是骚扰|知道吗',
    '谁让你们|打给我的',
    '简直|太过分了',
    '你们还有|没有王法',
  ],
  hesitant: [
    '这个嘛|我再考虑一下',
    '我得回去|跟老婆商量商量',
    '也不是不行|就是有点贵',
    '我不太确定|万一用不上呢',
    '可能吧|我拿不准',
    '要不|过一阵再说',
    '嗯|我心里没底',
  ],
};

const between = (random: Random, from: number, to: number): number => from + (to - from) * random.next();
const pick = <T>(random: Random, from: readonly [T, ...T[]] | readonly T[]): T => from[random.int(from.length)] as T;

interface Acting {
  readonly pitch: readonly [number, number];
  readonly speed: readonly [number, number];
  readonly gainDb: readonly [number, number];
  readonly pauseMs: readonly [number, number];
  readonly overRobotMs: readonly [number, number];
  readonly emotion: Voice['emotion'];
}

const still = { pauseMs: [0, 0], overRobotMs: [0, 0], emotion: 'neutral' } as const;
const acting: Readonly<Record<Emotion, Acting>> = {
  neutral: { ...still, pitch: [0.96, 1.05], speed: [0.93, 1.07], gainDb: [-2, 2] },
  positive: { ...still, pitch: [1.08, 1.25], speed: [0.98, 1.08], gainDb: [-1, 2], emotion: 'cheerful' },
  impatient: { ...still, pitch: [1, 1.08], speed: [1.2, 1.45], gainDb: [-1, 3], overRobotMs: [0, 1_200] },
  angry: { ...still, pitch: [1.12, 1.35], speed: [1, 1.2], gainDb: [4, 10], emotion: 'serious' },
  hesitant: { ...still, pitch: [0.95, 1.03], speed: [0.7, 0.9], gainDb: [-4, 0], pauseMs: [250, 900] },
};

/** `calls` calls of eight acted turns, every second of them with plain words; all drawn from `seed`. */
export function actedCalls(calls: number, seed: number): readonly ActedCall[] {
  const random = seededRandom(seed);
  return Array.from({ length: calls }, () => {
    const speaker: Speaker = {
      pitch: between(random, 0.75, 1.4),
      speed: between(random, 0.9, 1.15),
      gainDb: between(random, -12, -2),
    };
    const moods: readonly Emotion[] = ['positive', 'impatient', 'angry', 'hesitant'];
    const wanted = moods.flatMap((acted) => [
      { acted, telling: true },
      { acted, telling: false },
    ]);
    const all = [
      ...wanted,
      { acted: 'neutral' as const, telling: true },
      { acted: 'neutral' as const, telling: false },
    ];
    return {
      calm: Array.from({ length: 2 }, () => act(random, speaker, 'neutral', pick(random, plain), false)),
      turns: shuffled(all, random).map(({ acted, telling: tells }) =>
        act(random, speaker, acted, pick(random, tells ? telling[acted] : plain), tells),
      ),
    };
  });
}

function act(random: Random, speaker: Speaker, acted: Emotion, text: string, tells: boolean): ActedTurn {
  const how = acting[acted];
  const draw = ([from, to]: readonly [number, number]): number => between(random, from, to);
  const clamped = (value: number): number => Math.min(2, Math.max(0.5, value));
  const voice = voiceSchema.parse({
    language: 'cmn',
    emotion: how.emotion,
    pitch: clamped(speaker.pitch * draw(how.pitch)),
    speed: clamped(speaker.speed * draw(how.speed)),
  });
  const pauseMs = draw(how.pauseMs);
  const parts = pauseMs > 0 ? text.split('|') : [text.replaceAll('|', '')];
  return {
    acted,
    telling: tells,
    parts: parts.map((part) => ({ text: part, voice })),
    pauseMs,
    gainDb: speaker.gainDb + draw(how.gainDb),
    overRobotMs: draw(how.overRobotMs),
  };
}
