/** Words that an advertisement may not use, and the article of 广告法 (2021) that says so. */
export interface AdvertisingRule {
  readonly article: string;
  readonly why: string;
  /** Global: every match is one use. What the same characters mean elsewhere (投保本人, 第一次, 最大限度) is no match. */
  readonly words: RegExp;
}

/** After these 第一 counts, and praises nothing. */
const counted = '次个种款年步时点位天期项件档名节季代月周分笔章条部道轮批份页遍回句场课手人民医中小附财产大';

export const advertisingRules: readonly AdvertisingRule[] = [
  {
    article: '第九条',
    why: 'superlatives are forbidden',
    words: new RegExp(
      [
        '国家级|世界级|最高级|最高端|最高品质|最高水平',
        '最佳|最优|最强|最先进|最便宜|最低价|最低折扣|最好的',
        '最大(?!限度|程度|努力|保额|额度|的?(?:问题|区别|不同|特点|好处|优势|风险))',
        '(?:全网|史上|业内|行业|国内|全国|市场)最(?!近|后|新|终|多)',
        '顶级|顶尖|极品|独一无二|绝无仅有|史无前例|销量冠军|全网独家',
        `(?<!安全|健康)(?<=[\\p{L}\\p{N}])第一(?![${counted}])`,
        '第一(?=品牌|名牌|梯队|平台|选择)',
        '100\\s*[%％](?!的?(?:股|报销比例|比例))|百分之?百',
        '绝对(?:安全|有效|放心|可靠|保证|领先|优势)',
        "world'?s best|\\bno\\. ?1\\b|\\bnumber one\\b|\\bthe best in\\b",
      ].join('|'),
      'giu',
    ),
  },
  {
    article: '第二十五条',
    why: 'no promise that money is safe or grows',
    words: new RegExp(
      [
        '(?<![投承参])保本(?!人)|稳赚|只赚不赔|保证?收益|承诺收益|刚性兑付|躺赚',
        '(?:无|零|没有?任何|没有)风险|risk[- ]free|guaranteed (?:returns?|profits?)',
      ].join('|'),
      'giu',
    ),
  },
  {
    article: '第二十四条',
    why: 'no promise that an examination is passed',
    words:
      /(?<![外承打])包过(?![来去程分])|(?<![投参担])保过(?![来去程分])|(?<!不)必过(?![来去程多于分])|保证(?:通过|录取|上岸)/giu,
  },
  {
    article: '第十六条',
    why: 'no promise of a cure',
    words: /包治|根治|治愈率|药到病除|永不复发|(?:无|没有|无任何|没有任何)(?:毒)?副作用/giu,
  },
  {
    article: '第四条',
    why: 'no promise that somebody else must keep',
    words: /(?:包|必|保证)(?:下款|批贷|放款|中签)/giu,
  },
];

/** A word that is denied promises nothing: 不保本, 并非无风险, 不承诺保证收益. */
export const deniedBefore = /(?:[不非勿]|没有?|无法|禁止)[^，。！？；,.!?;]{0,4}$/u;
