import type { HeldCall } from './walk-of-call.ts';

const personal = /name|phone|mobile|tel|id-?(card|number)|card|姓名|称呼|名字|电话|手机|身份证|卡号/iu;

/** The words of a call that say who the customer is: of the list he was called from, and what he told of himself. */
export function personalIn({ record, dialogue }: HeldCall): readonly string[] {
  const values = [...Object.entries(dialogue.opening.variables), ...Object.entries(record.slots)];
  return values.flatMap(([name, value]) => (personal.test(name) ? [value.trim()] : []));
}
