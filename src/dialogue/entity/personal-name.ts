import type { Found } from './found.ts';
import { findAll } from './found.ts';
import { soundsOf } from './sounds-alike.ts';
import { compoundSurnames, givenCharacters, notNames, rareSurnames, surnames } from './surnames.ts';

/** How people take their surname apart, so that it is not written as another that sounds alike. */
const takenApart: Readonly<Record<string, string>> = {
  弓长: '张',
  立早: '章',
  木子: '李',
  耳东: '陈',
  口天: '吴',
  言午: '许',
  双木: '林',
  古月: '胡',
  走肖: '赵',
  文刀: '刘',
  卯金刀: '刘',
  人可: '何',
  干钩: '于',
  三横: '王',
  三横一竖: '王',
  草头: '黄',
  大肚: '黄',
  双人: '徐',
  双口: '吕',
  口十: '叶',
  木土: '杜',
  又耳: '邓',
  四维: '罗',
  言身寸: '谢',
  禾呈: '程',
  西早: '覃',
  木易: '杨',
  西贝: '贾',
  子小: '孙',
  关耳: '郑',
  两点马: '冯',
  二马: '冯',
  三点水工: '江',
  草肃: '萧',
  宝盖木: '宋',
  公羽: '翁',
  山今: '岑',
  禾火: '秋',
  田力: '男',
  女良: '娘',
  月半: '胖',
  日月: '明',
  文武: '斌',
  火火: '炎',
};
const titles =
  '先生|女士|小姐|太太|总|经理|老师|医生|大夫|主任|姐|哥|师傅|老板|处长|科长|局长|院长|校长|律师|教授|阿姨|同学|会计|护士';
const common = `(?:${compoundSurnames}|[${[...surnames].join('')}])`;
const any = `(?:${compoundSurnames}|[${[...surnames, ...rareSurnames].join('')}])`;
const given = '[\\p{Script=Han}]{1,2}';
const ends = '(?=$|，|啊|呀|吧|哈|哦|呢|的(?:$|，)|你(?!的)|就行)';
/** What no given name is made of. */
const grammar = /[的了是在不我你他她它们吗呢吧啊呀很就都也还要会能没这那什么个哪谁打说来去过跟和]/;

const surnameTold = new RegExp(`(?:免贵|敝|我|本人|鄙人|(?<=^|，|是|就))姓(${any})(?!名)(?:(${given})${ends})?`, 'gu');
const nameTold = new RegExp(
  `(?:我(?:的?名字)?|本人)?(?:就叫|名叫|叫做?|名字(?:叫做?|是))(${any}${given})${ends}`,
  'gu',
);
const nameIs = new RegExp(`(?:(?:我|这边|这里)就?是|本人(?:就?是)?)(${common}${given})${ends}`, 'gu');
const titledTold = new RegExp(`(?:我是|叫我|称呼我?|我|免贵)(${common})(?:${titles})`, 'gu');
const nicknameTold = new RegExp(`(?:叫我|我是)[小老阿](${common})(?=$|，|就|吧|啊|好了)`, 'gu');
const wholeAnswer = new RegExp(
  `^(?:嗯|那|就|我|是|叫|啊|好|哦)*(?:[小老](${common})|(${common})(?:${titles})|(${common}(?:${given})?))(?:吧|啊|呀|哈)?$`,
  'u',
);
const parts = new RegExp(
  `(${Object.keys(takenApart)
    .sort((left, right) => right.length - left.length)
    .join('|')})(\\p{Script=Han})?`,
  'gu',
);
const leadingSurname = new RegExp(`^${any}`, 'u');

/** A character that was explained: 弓长张, 文章的章, 伟大的伟. */
type Explained = Found<string>;

/**
 * Names as people tell them: 我姓王, 免贵姓李, 我叫张伟, 弓长张，伟大的伟, 王先生. A surname alone is the value where no more was said, and what was explained
 * corrects what was misheard (我姓张，立早章 is 章). `bare`: the answer may be the name and nothing else.
 */
export function findNames(text: string, bare: boolean): readonly Found<string>[] {
  const explained = explainedIn(text);
  const told = [...cued(text), ...(bare ? bareNames(text, explained) : [])].sort(
    (left, right) => left.from - right.from,
  );
  const [longest] = [...told].sort((left, right) => right.value.length - left.value.length);
  if (longest === undefined) return bare ? spelledOut(explained) : [];
  const named = told.filter(({ value }) => value.length === longest.value.length);
  return named.map((name) => corrected(withGivenName(text, name), explained));
}

function cued(text: string): readonly Found<string>[] {
  const first = ([, name = '']: RegExpExecArray): string => name;
  return [
    ...findAll(text, surnameTold, ([, name = '', rest]) => name + (rest !== undefined && isGiven(rest) ? rest : '')),
    ...findAll(text, nameTold, ([, name = '']) => (grammar.test(name) ? null : name)),
    ...findAll(text, nameIs, ([, name = '']) => (isName(name) ? name : null)),
    ...findAll(text, titledTold, first),
    ...findAll(text, nicknameTold, first),
  ];
}

/** The answer is a name: 张伟, 王先生, 小李, 张伟，伟大的伟. */
function bareNames(text: string, explained: readonly Explained[]): readonly Found<string>[] {
  let from = 0;
  return text.split('，').flatMap((clause) => {
    const at = from;
    from += clause.length + 1;
    const [, nicknamed, titled, name] = wholeAnswer.exec(clause) ?? [];
    const value = nicknamed ?? titled ?? name;
    if (value === undefined || (value === name && !isName(value))) return [];
    // One syllable alone may be anything, unless it is explained beside it.
    const isSurname = value !== name || value.length > 1 || explained.length > 0 || clause === text;
    const start = at + clause.indexOf(value);
    return isSurname ? [{ value, from: start, to: start + value.length }] : [];
  });
}

function isName(name: string): boolean {
  const surname = surnameOf(name);
  return surname !== '' && !notNames.has(name) && isGiven(name.slice(surname.length));
}

function isGiven(characters: string): boolean {
  return Array.from(characters).every((character) => givenCharacters.has(character));
}

function surnameOf(name: string): string {
  return leadingSurname.exec(name)?.[0] ?? '';
}

/** 单名一个伟字, 名字叫伟: the rest of a name of which the surname was told. */
function withGivenName(text: string, name: Found<string>): Found<string> {
  const rest = /^，?(?:单名|名字?)(?:是|叫|一?个)*(\p{Script=Han})字?(?=$|，)/u.exec(text.slice(name.to));
  return rest === null || name.value !== surnameOf(name.value)
    ? name
    : { value: name.value + (rest[1] ?? ''), from: name.from, to: name.to + rest[0].length };
}

function explainedIn(text: string): readonly Explained[] {
  const apart = findAll(text, parts, ([, how = '', character]) => {
    const meant = takenApart[how];
    return meant !== undefined && (character === meant || (character ?? '') === '') ? meant : null;
  });
  const words = findAll(
    text,
    /(?<=^|，|是)(\p{Script=Han}{2,4})的(\p{Script=Han})(?=$|，|字|吧)/gu,
    ([, word = '', character = '']) => (word.includes(character) ? character : null),
  );
  return [...apart, ...words].sort((left, right) => left.from - right.from);
}

function spelledOut(explained: readonly Explained[]): readonly Found<string>[] {
  const value = explained.map((one) => one.value).join('');
  const [first] = explained;
  return first === undefined || surnameOf(value) === ''
    ? []
    : [{ value, from: first.from, to: explained.at(-1)?.to ?? first.to }];
}

/** Each character that was explained takes the place of the one that sounds like it. */
function corrected(name: Found<string>, explained: readonly Explained[]): Found<string> {
  const characters = Array.from(name.value);
  let to = name.to;
  for (const { value, to: end } of explained) {
    const at = characters.findIndex(
      (character) => character === value || soundsOf(character)[0] === soundsOf(value)[0],
    );
    if (at >= 0) characters[at] = value;
    to = Math.max(to, end);
  }
  return { value: characters.join(''), from: name.from, to };
}
