/** NFKC, lower case, no space beside a Chinese character, sentence marks as `，`: the one form that all matching works on. */
export function canonicalText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(
      /~(?![\d¥一二两三四五六七八九十下周星礼明后今])|(?<!\d)[.](?!\d)|(?<=\d)[.](?!\d)|(?<!\d)[.](?=\d)|(?<!\d):|:(?!\d)|,(?!\d{3}(?!\d))|[，。！？；、…!?;"“”‘’()（）《》【】\n\r\t]/g,
      '，',
    )
    .replaceAll(/\s+(?=[^\x20-\x7e])|(?<=[^\x20-\x7e])\s+/g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[，\s]*，[，\s]*/g, '，')
    .replaceAll(/^[，\s]+|[，\s]+$/g, '');
}

export function clausesOf(canonical: string): readonly string[] {
  return canonical === '' ? [] : canonical.split('，');
}

const questionEnd = /[吗么呢]$/;
const questionWord =
  /什么|啥|多少|(?<![不没])怎么|咋|哪|谁|为何|区别|是不是|有没有|能不能|可不可以|要不要|(?<![十百千万好过这近前后头])几(?=[点个号天人时岁年])|(有|是|能|可以|方便).{0,8}没有$/;

/** Does a clause ask rather than state? 三十万可以吗, 需要什么材料. */
export function isQuestion(clause: string): boolean {
  return questionEnd.test(clause) || (questionWord.test(clause) && !/都(行|可以|好)/.test(clause));
}

const negatedStart = /^我?(说的)?(不是|不姓|不叫|不在|不住|不要|别要|不想要|不用|不买|不选|没说)/;
const turnToAffirmed =
  /(?=而是)|(?<=^我?(?:说的)?(?:不是|不要|别要|不想要|不买|不选).{1,8})(?=[是要])|(?<=^我?不[姓叫].{1,4})(?=[姓叫是])|(?<=^我?不[在住].{1,8})(?=[在住是])/;

/** The clauses that state what is meant: 不是五十万，是三十万 → 是三十万. What is negated is left out. */
export function affirmedClauses(clauses: readonly string[]): readonly string[] {
  return clauses.flatMap((clause) => clause.split(turnToAffirmed)).filter((clause) => !negatedStart.test(clause));
}

/** Does the sentence take something back? 不对, 我说的是…, 改成… */
export function isCorrection(canonical: string): boolean {
  return /不对|不是|错了|说错|我说的是|我是说|我要的是|改成|改为|换成|应该是|还是.{1,8}吧/.test(canonical);
}

/** For every place of `canonicalText(text)` the place in `text` that it came from: canonical characters keep their order. */
export function placesIn(text: string, canonical: string): readonly number[] {
  const sources: { readonly character: string; readonly at: number }[] = [];
  let at = 0;
  for (const character of text) {
    for (const unit of character.normalize('NFKC').toLowerCase()) sources.push({ character: unit, at });
    at += character.length;
  }
  let next = 0;
  return Array.from({ length: canonical.length }, (_, index) => {
    const wanted = canonical[index];
    const source =
      wanted === '，' ? next : sources.findIndex(({ character }, place) => place >= next && character === wanted);
    if (source >= 0 && wanted !== '，') next = source + 1;
    return sources[Math.max(0, source)]?.at ?? text.length;
  });
}
