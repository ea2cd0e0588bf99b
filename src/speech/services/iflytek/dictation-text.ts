import { joinTexts } from '../ws/sentence-texts.ts';

export interface DictationResult {
  /** Place of this result among all of the turn, from 1. */
  readonly sn: number;
  /** `rpl`: it replaces those of the range `rg`, both ends counted; otherwise it follows them. */
  readonly pgs?: string | undefined;
  readonly rg?: readonly number[] | undefined;
  readonly words: string;
}

/** The text of a turn out of results that correct earlier ones ("动态修正" in https://www.xfyun.cn/doc/asr/voicedictation/API.html). */
export class DictationText {
  readonly #results = new Map<number, string>();

  add({ sn, pgs, rg, words }: DictationResult): void {
    const [from, to] = rg ?? [];
    if (pgs === 'rpl' && from !== undefined && to !== undefined)
      for (const known of this.#results.keys()) if (known >= from && known <= to) this.#results.delete(known);
    this.#results.set(sn, words);
  }

  get text(): string {
    return [...this.#results]
      .toSorted(([one], [other]) => one - other)
      .reduce((whole, [, words]) => joinTexts(whole, words), '');
  }
}
