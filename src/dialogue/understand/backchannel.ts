import { canonicalText } from '../entity/clause.ts';

/** Longest first, so that 好的好的 goes before 好的 would. */
export function preparedFillers(fillers: readonly string[]): readonly string[] {
  return fillers
    .map(canonicalText)
    .filter((filler) => filler !== '')
    .sort((left, right) => right.length - left.length);
}

/** Is a sentence nothing but sounds of listening (嗯嗯, 哦，啊)? */
export function isBackchannel(canonical: string, fillers: readonly string[]): boolean {
  let rest = canonical.replaceAll('，', '');
  if (rest === '') return false;
  for (let before = ''; before !== rest;) {
    before = rest;
    const filler = fillers.find((candidate) => rest.startsWith(candidate));
    if (filler !== undefined) rest = rest.slice(filler.length);
  }
  return rest === '';
}
