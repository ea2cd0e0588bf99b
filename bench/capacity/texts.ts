const openings = ['您好，请问是张先生吗？', '您好，我是客服小王。', '打扰您一分钟。', '感谢您接听电话。'];
const matters = ['您的订单今天下午送到', '您的保单下个月到期', '我们有一个新的套餐', '您上次问的事情办好了'];
const endings = ['，请问您方便吗？', '，您看可以吗？', '，稍后短信发给您。', '，再见。'];

/** Something that a caller says, another for each number; no figures, which the bare library would read otherwise. */
export function spokenText(number: number): string {
  const of = (texts: readonly string[], step: number): string => texts[Math.floor(number / step) % texts.length] ?? '';
  return of(openings, 1) + of(matters, 4) + of(endings, 16);
}

/** How much was spoken; samples at 8 kHz. */
export interface Spoken {
  readonly characters: number;
  readonly samples: number;
}

/** For a second of a core. */
export interface SpeakingRates {
  readonly charactersPerSecond: number;
  /** So many voices could speak at a time; ours pauses after sentences, which costs nothing. */
  readonly speechPerSecond: number;
}

export const ratesOf = ({ characters, samples }: Spoken, cpuMs: number): SpeakingRates => ({
  charactersPerSecond: Number(((characters * 1_000) / cpuMs).toFixed(1)),
  speechPerSecond: Number((samples / 8 / cpuMs).toFixed(1)),
});
