import { findDictatedDigits } from '../entity/dictated-digits.ts';
import { strangeFigure } from './figures.ts';
import { ungroundedClause } from './grounds.ts';
import { lettersOf, plainText } from './plain-text.ts';
import { promiseIn } from './promises.ts';

/** What a sentence of the model is held against. All texts are plain: see `plainText`. */
export interface Bounds {
  readonly language: 'zh-CN' | 'en';
  /** What may be said as a fact: the script's words, and values that are plain. */
  readonly facts: string;
  /** What the customer said in this conversation. */
  readonly customer: string;
  /** What the model was told and nobody else is to know. */
  readonly instructions: string;
  /** Whether it may state nothing but the facts. */
  readonly grounded: boolean;
  /** Words that no sentence may have. */
  readonly words: readonly string[];
  /** What was said of this answer so far. */
  readonly before: string;
}

/** Why a sentence is not said. */
export type GuardRule =
  /** No sentence: markup, rubbish, or without end. */
  | 'garbled'
  /** Another language than the script's. */
  | 'language'
  /** It repeats what the model was told. */
  | 'instructions'
  /** It would be a person. */
  | 'person'
  /** It promises what nobody may. */
  | 'promise'
  /** It states what no fact says. */
  | 'ungrounded'
  /** A word that the script forbids. */
  | 'word'
  /** A price, a percentage or a large number that no fact has. */
  | 'figure'
  /** An offer, a rule or a product that no fact has. */
  | 'policy'
  /** An address, a number or a secret that nobody gave it. */
  | 'contact';

export interface Withheld {
  readonly rule: GuardRule;
  /** What of the sentence broke it. */
  readonly because: string;
}

type Check = (plain: string, bounds: Bounds) => string | null;

const longestSentence = 160;

const isGarbled: Check = (plain) => {
  if (plain.length > longestSentence) return `${plain.length} characters`;
  return /[\p{Cc}\uFFFD{}<>[\]|\\^]|(.)\1{7}/u.exec(plain)?.[0] ?? null;
};

const foreign: Check = (plain, { language, facts }) => {
  const han = plain.match(/\p{Script=Han}/gu)?.length ?? 0;
  if (language === 'en') return han > 0 ? 'Chinese in an English script' : null;
  const words = (plain.match(/[a-z]{2,}/g) ?? []).filter((word) => !facts.includes(word));
  const other = plain.replaceAll(/[a-z\p{Script=Han}]/gu, '').match(/\p{L}/gu)?.length ?? 0;
  return other > 0 || words.join('').length > Math.max(8, han * 2) ? 'another language' : null;
};

/** So many characters in a row are no chance. */
const longestEcho = 9;

const echoes: Check = (plain, { instructions, facts }) => {
  const spoken = lettersOf(plain);
  const told = lettersOf(instructions);
  const known = lettersOf(facts);
  for (let from = 0; from + longestEcho <= spoken.length; from++) {
    const piece = spoken.slice(from, from + longestEcho);
    if (told.includes(piece) && !known.includes(piece)) return piece;
  }
  return (
    /系统提示|提示词|system ?prompt|我的(指令|设定|规则)是|(收到|根据|按照)的?(指令|提示)|开发者模式|developer mode|(忽略|无视).{0,6}(指令|规则|要求|限制)|ignore .{0,20}instructions|语言模型|language model/.exec(
      plain,
    )?.[0] ?? null
  );
};

const beesPerson: Check = (plain) => {
  const text = lettersOf(plain);
  const claim =
    /(我|这边|咱)(就|可|当然|确实|真的|本来|其实|肯定)*(是|叫)(一个|一位|个|位)?(真人|活人|人类|真实的人|正常人|大活人|人工(?!智能)|有血有肉)|(我|这边)?(可|当然|真的|确实|并|才)?(不是|并非|又不是|哪是|怎么(会|可能)是)(什么|一个|个|那种)*(机器|ai|人工智能|智能(助手|助理|客服|语音)|电脑|录音|程序|虚拟|语音助手)|(真人|人工|活人)(客服|坐席|顾问)?(在|正在|为您|给您|跟您|和您)|(我|这边)(是|也是).{0,3}(有)?(老婆|老公|孩子|家庭|爸爸|妈妈|妈|爹)的人|我(今年)?[0-9二三四五六]十?[0-9一二三四五六七八九]?岁|我(结婚|家孩子|自己(也|就)(买|投|办|用|做)了?)|我本人(也|就)/.exec(
      text,
    ) ??
    /\bi(?:'| a)?m (?:a |an )?(?:real |actual |live )?(?:person|human|man|woman)\b|\bi(?:'| a)?m not (?:a |an )?(?:robot|bot|ai|machine|computer)\b|\breal (?:person|human) (?:speaking|here)\b/.exec(
      plain,
    );
  return claim?.[0] ?? null;
};

/** Words that bind the company: each is said only where the facts say it. */
const offers =
  /免费|不(?:要|收|用|花)[您你]?(?:一分|任何|什么)?[钱费]|分文不[取收]|白[送给]|赠送|赠品|送您|送你|返现|返利|返点|红包|优惠|折扣|打折|补贴|退款|退钱|退费|减免|免息|贴息|首付|抽奖|中奖|礼品|礼包|积分|限时|截止|政策|规定|新规|条例|法规|法律|红头|批文|备案|资质|牌照|合作单位|指定单位|\bfree\b|discount|refund|bonus|gift|policy says|regulation|by law/g;
const named = /《([^》]{1,30})》|[「『“"]([^」』”"]{2,30})[」』”"]/g;
const product =
  /\p{Script=Han}{2}(?<!保|风|危|冒|抢|凶|惊|涉|脱|历|探|遇|这个|那个|一款|这款|什么|买|投|个)(?:险|贷|套餐|基金|债券|信托)(?!些|峻|恶)/gu;

const inventsPolicy: Check = (plain, { facts, language }) => {
  // 优-惠 is heard as 优惠; English words have their spaces.
  const spoken = language === 'en' ? plain : lettersOf(plain);
  const offered = [...spoken.matchAll(offers)].map(([text]) => text);
  const names = [...plain.matchAll(named)].map(([, inBrackets, quoted]) => inBrackets ?? quoted ?? '');
  const products = [...plain.matchAll(product)].map(([text]) => text);
  return [...offered, ...names, ...products].find((text) => !facts.includes(text)) ?? null;
};

/** Whatever stands between their characters. */
const neverAsked = /微信|二维码|公众号|小程序|扫码|转账|汇款|打款|付款|验证码|密码|卡号|身份证号/;

const givesContact: Check = (plain, { facts }) => {
  const place =
    /https?:|www\.?|三[个]?w|[\w-]+(?:\.|点)(?:com|cn|net|org|top|xyz|io|cc|vip|info|app|me)\b|\S+@\S+|微信|vx|wechat|whatsapp|telegram|qq|二维码|公众号|小程序|扫码|[薇威v]信|加([您你个]|一下)?v(?![a-z])|加(我|一下我|个)(的)?(好友|微)?|转账|汇款|打款|付款|验证码|密码|(银行)?卡号|身份证号|password|card number|bank account/.exec(
      plain,
    )?.[0];
  if (place !== undefined && !facts.includes(place)) return place;
  const hidden = neverAsked.exec(lettersOf(plain))?.[0];
  if (hidden !== undefined && !facts.includes(hidden)) return hidden;
  const digitsIn = (text: string): readonly string[] => findDictatedDigits(text).map(({ value }) => value);
  const known = digitsIn(facts);
  const strange = digitsIn(plain).find((digits) => digits.length >= 6 && !known.some((other) => other === digits));
  // Amounts in digits are figures.
  return strange === undefined || /^[1-9]\d{0,2}(0{3,})$/.test(strange) ? null : strange;
};

const forbiddenWord: Check = (plain, { words }) => {
  const text = lettersOf(plain);
  return words.find((word) => text.includes(lettersOf(plainText(word)))) ?? null;
};

const checks: readonly (readonly [GuardRule, Check])[] = [
  ['garbled', isGarbled],
  ['instructions', echoes],
  ['person', beesPerson],
  ['promise', (plain, { before }) => promiseIn(plain, before)],
  ['word', forbiddenWord],
  ['contact', givesContact],
  ['figure', (plain, { facts, customer }) => strangeFigure(plain, facts, customer)],
  ['policy', inventsPolicy],
  ['language', foreign],
  [
    'ungrounded',
    (plain, { grounded, facts, customer }) => (grounded ? ungroundedClause(plain, facts, customer) : null),
  ],
];

/** May the model's sentence be said? Null: yes. Otherwise the first rule it breaks, the gravest first; `except` are not looked at. */
export function judgeSentence(sentence: string, bounds: Bounds, except: readonly GuardRule[] = []): Withheld | null {
  const plain = plainText(sentence);
  for (const [rule, check] of checks) {
    if (except.includes(rule)) continue;
    const because = check(plain, bounds);
    if (because !== null) return { rule, because };
  }
  return null;
}
