/** A key that the robot offered, and for what. */
export interface OfferedKey {
  readonly digit: string;
  readonly label: string;
}

/** What a customer understands that he is asked, from the robot's words alone. */
export interface Question {
  /**
   * - `yes-no`: 方便吗. `check`: what was read out, is it right? `choice`: one of `options`. `quantity`: how many. `score`: points.
   * - `when`: a time. `why`: a reason, an opinion. `name`: what he is called. `who`: is it him. `number`: a telephone number and its like.
   * - `open`: asked, but who knows what. `none`: nothing was asked.
   */
  readonly kind:
    | 'yes-no'
    | 'check'
    | 'choice'
    | 'quantity'
    | 'score'
    | 'when'
    | 'why'
    | 'name'
    | 'who'
    | 'number'
    | 'open'
    | 'none';
  /** What there is to choose from, as the robot named it. */
  readonly options: readonly string[];
  readonly keys: readonly OfferedKey[];
  /** Words he was asked to say: 请说“确认”. */
  readonly wanted: readonly string[];
  /** What a number counts: 万, 位, 岁; empty where the question does not say. */
  readonly unit: string;
  /** The few syllables before 吗, to say back: 方便, 有时间. */
  readonly echo: string;
  /** What the customer is to do, as a verb of few syllables: 还, 参加, 买房; empty where he is asked something else. */
  readonly deed: string;
  /** Keys of any number are asked for, ended by #. */
  readonly takesNumberKeys: boolean;
}

/** Reads what the robot said in one turn as a person does: the last question counts, and the keys offered after it. */
export function readQuestion(text: string): Question {
  const asked = questionIn(text);
  const keys = offeredKeys(text);
  const wanted = [...text.matchAll(/[“"「]([^”"」]{1,10})[”"」]/gu)].map((match) => match[1] ?? '');
  const options = distinct([...alternatives(asked), ...keys.map(({ label }) => label).filter(isChoice)]);
  return {
    kind: kindOf(asked, text, options, wanted, keys),
    options,
    keys,
    wanted,
    unit: unitIn(asked, text),
    echo: echoOf(asked),
    deed: deedOf(asked),
    takesNumberKeys: /按键输入|井号/u.test(text),
  };
}

function unitIn(asked: string, text: string): string {
  if (/多大|年纪|年龄/u.test(asked)) return '岁';
  const named = /(?:多少|几)(万|千|元|块|位|个人|口|人|岁|套|年|个|点|分)/u.exec(asked)?.[1];
  if (named !== undefined) return named;
  if (!/多少|几/u.test(asked)) return '';
  if (/[一二三四五六七八九十百\d]万/u.test(text)) return '万';
  return /多少钱|[一二三四五六七八九十百千\d]块/u.test(text) ? '块' : '';
}

/** The last question, or what stands for one: 请说…, 您说一个数就行. */
function questionIn(text: string): string {
  const sentences = text.split(/(?<=[。！？!?])/u).map((sentence) => sentence.trim());
  const question = sentences.findLast((sentence) => /[？?]$/u.test(sentence));
  return question ?? sentences.findLast((sentence) => /请说|直接说|您说|告诉我|输入/u.test(sentence)) ?? '';
}

function offeredKeys(text: string): readonly OfferedKey[] {
  const words = [
    ...text.matchAll(/([^，。；、？！,\s”"」]{0,14}?)[”"」]?(?:的话)?(?:，|请|就|或|或者|也可以)*按([0-9])/gu),
  ];
  return words.flatMap(([, label = '', digit = '']) => {
    const plain = label
      .replace(/^.*[“"「]/u, '')
      .replace(/^(也|或者?|都)?(可以)?$/u, (all) => (all === '可以' ? all : ''));
    return plain === '' ? [] : [{ digit, label: plain }];
  });
}

/** A label that names a thing, not a yes, a no, or the way to a person. */
function isChoice(label: string): boolean {
  return !labels.yes.test(label) && !labels.no.test(label) && !labels.person.test(label);
}

/** How labels of keys and words to be said sound. */
export const labels = {
  yes: /^(是|对|好|可以|方便|办理|确认|需要|参加|要|正确|满意|愿意|同意|有|能|学过|行|继续|确定)(的|来|吧)?$/u,
  no: /不|没|拒绝|取消|算了|再说/u,
  person: /人工|真人|顾问|客服|坐席|专员/u,
} as const;

/** A还是B, A、B还是C, A或者B, and lists before 哪个. */
function alternatives(asked: string): readonly string[] {
  const either = /([^。？！!?；：:]+?)，?(?:还是|或者|或)先?([^，。？！!?；呢]+)/u.exec(asked);
  if (either?.[1] !== undefined && either[2] !== undefined) {
    const firsts = either[1].split(/[、，]/u).filter(Boolean);
    const last = ending(either[2]);
    return [
      ...firsts
        .slice(-3)
        .map((first, index, all) => (index === all.length - 1 || all.length > 1 ? beginning(first, last) : first)),
      last,
    ].filter((option) => option !== '' && option.length <= 10 && !option.startsWith('不'));
  }
  const list = /([^，。？！：:]+(?:、[^，。？！：:]+)+)/u.exec(asked)?.[1];
  return list !== undefined && /哪|什么|都有/u.test(asked) ? list.split(/、|和/u).map((one) => beginning(one, '')) : [];
}

/** Without 请问您想先了解 and the like; where the other begins with a syllable that is in here, from there on: 您想改产品，改保额. */
function beginning(words: string, other: string): string {
  const plain = words.replace(
    /^(那|请问|麻烦|好的|这样)*(您|你|咱们)?(现在|家里)?(是|想|要|更|比较|先|希望|打算|准备|觉得|看|来|去|给您)*(了解|关心|喜欢|选择?|听|看看?|预约|约|办)?(一下)?/u,
    '',
  );
  const [first = ''] = other;
  const shared = first === '' ? -1 : words.lastIndexOf(first);
  const fromShared = shared >= 0 ? words.slice(shared) : '';
  return fromShared !== '' && fromShared.length < plain.length ? fromShared : plain;
}

/** Without what comes after the thing itself: 明天方便, 四居合适. */
function ending(words: string): string {
  return words.replace(/(比较|更)?(方便|合适|好|可以|都行|都可以|保险)?(一点|一些)?(吧|啊|呀)?$/u, (all) =>
    all.startsWith('保险') ? all : '',
  );
}

/** What questions ask for by their words alone, the first that is in them. */
const byWords: readonly (readonly [RegExp, Question['kind']])[] = [
  [/什么时候|几点|哪天|哪一天|什么时间|时间[^吗]{0,4}[？?]|今天晚上|明天/u, 'when'],
  [/手机号|电话号码|尾号|后四位|身份证|编号/u, 'number'],
  [/多少|几[位个口岁套年万]|多大|年纪|年龄/u, 'quantity'],
  [/为什么|原因|哪里|哪一点|哪方面|怎么样|怎么看|建议|觉得.*什么|说说|什么问题/u, 'why'],
  [/怎么称呼|贵姓|姓什么/u, 'name'],
  [/您是(?!不是|否|想|要|哪)[^，。？！]{1,12}吗[？?]/u, 'who'],
];

function kindOf(
  asked: string,
  text: string,
  options: readonly string[],
  wanted: readonly string[],
  keys: readonly OfferedKey[],
): Question['kind'] {
  if (asked === '' && keys.length === 0) return 'none';
  if (/(\d|零|一)分?到(\d+|五|十)分?|几分|打分/u.test(asked)) return 'score';
  if (/核对|对吗|对不对|没问题|正确|是不是这样/u.test(text) && (wanted.length > 0 || /对|正确|没问题|确认/u.test(text)))
    return 'check';
  if (/还是|哪一?[个款种类项样]/u.test(asked) && options.length > 0) return 'choice';
  const told = byWords.find(([words]) => words.test(asked))?.[1];
  if (told !== undefined) return told;
  if (
    /吗|好不好|行不行|是不是|可不可以|要不要|能不能|吧[？?]|呢[？?]/u.test(asked) ||
    keys.some(({ label }) => labels.yes.test(label))
  )
    return options.length > 1 && !/吗/u.test(asked) ? 'choice' : 'yes-no';
  return options.length > 0 || wanted.length > 1 ? 'choice' : 'open';
}

/** 请问您现在方便吗: 方便. */
function echoOf(asked: string): string {
  const before = /([^，。！？!?]{1,12})吗[？?]/u.exec(asked)?.[1] ?? '';
  const plain = before.replace(/^.*(您|你|现在|给您|帮您|这会儿|最近)/u, '').replace(/^(想|要|是|还)/u, '');
  return plain.length <= 5 ? plain : '';
}

/** 您能按时还吗: 还. 您愿意来参加吗: 参加. 您最近有买房的打算吗: 买房. What asks for leave (可以吗, 方便吗) asks for no deed. */
function deedOf(asked: string): string {
  const wanted =
    /有([^，。！？!?有的]{1,4})的?(?:打算|想法|计划)吗[？?]/u.exec(asked)?.[1] ??
    /(?:能|要|想|愿意|考虑|打算|准备)(?:不能|不要)?(?:按时|准时|现在|再)?来?([^，。！？!?能要想]{1,4})吗[？?]/u.exec(
      asked,
    )?.[1] ??
    '';
  return /[您你我帮给转]/u.test(wanted) ? '' : wanted;
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words.map((word) => word.trim()).filter(Boolean))];
}
