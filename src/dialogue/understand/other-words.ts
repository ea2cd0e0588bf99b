import { canonicalText } from '../entity/clause.ts';

/** Does somebody want other words rather than the same ones? 什么意思, 没听懂, 说简单点, 换个说法; not 再说一遍, 没听清. */
export function asksForOtherWords(text: string): boolean {
  return /什么意思|啥意思|(没|没有|不|不太|不大|听不)(听)?(懂|明白|理解)|(换|用).{0,3}(说法|方式说|话说)|(说|讲)得?.{0,3}(简单|通俗|直白|明白|白话)|太(专业|复杂|绕)|simpler|mean/.test(
    canonicalText(text),
  );
}
