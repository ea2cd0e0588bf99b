/** Traditional forms of characters that the guard rails look for. */
const simplified = new Map(
  (
    '證证穩稳賺赚賠赔漲涨價价內内額额虧亏無无風风險险絕绝對对諾诺個个點点萬万億亿優优紅红補补貼贴國国規规場场獲获會会' +
    '過过給给報报銷销審审準准質质買买賣卖錢钱還还麼么這这' +
    '費费贈赠禮礼獎奖積积時时條条備备資资產产債债託托貸贷錄录類类實实現现轉转賬账帳账匯汇驗验碼码號号電电話话係系關关機机員员' +
    '兩两貳贰陸陆圓圆塊块幣币減减讓让損损決决級级隨随後后餘余僅仅單单變变從从來来們们為为說说請请與与發发線线網网獨独佔占鎖锁' +
    '搶抢爭争緊紧張张總总監监財财戶户節节歲岁結结試试醫医療疗癒愈藥药標标許许誰谁難难違违騙骗種种調调貴贵際际業业務务專专傳传' +
    '銀银開开門门間间頭头題题願愿應应當当幾几數数週周鐘钟處处長长據据擔担聯联絡络繫系體体掃扫籤签億亿'
  )
    .match(/../gu)
    ?.map((pair) => [pair.charAt(0), pair.charAt(1)] as const),
);
// Soft hyphens, zero-width characters, marks of direction, byte order marks, and marks that combine with a letter.
const invisible = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\p{Mn}]/gu;

/** Blanks that Chinese has no use for, beside its characters; the end of a line is the end of what it says. */
const blank = /(?<=[\p{Script=Han}\d])[^\S\n]+(?=\p{Script=Han})|(?<=\p{Script=Han})[^\S\n]+(?=\d)/gu;

/** One way to write a text, whatever disguise it came in: NFKC, simplified, lower case, nothing invisible, 免 费 as 免费. */
export function plainText(text: string): string {
  const visible = text.normalize('NFKC').replaceAll(invisible, '').toLowerCase();
  const characters = Array.from(visible, (character) => simplified.get(character) ?? character);
  return characters.join('').replaceAll(blank, '');
}

/** The letters and digits of a plain text and nothing between them: 保 证、收-益 is 保证收益. `%` and the point of a number stay. */
export function lettersOf(plain: string): string {
  return plain.replaceAll(/(?<!\d)[.](?!\d)|[.](?!\d)|[^\p{L}\p{N}%.]/gu, '');
}

/** What a synthesiser can say of a model's sentence: without emphasis, list marks, emoji, and white space of lines. */
export function speakable(text: string): string {
  return text
    .replaceAll(invisible, '')
    .replaceAll(/[*_`#~]+|\p{Extended_Pictographic}/gu, '')
    .replace(/^\s*(?:[-•]|\d{1,2}[.、)](?=\s))\s*/u, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
