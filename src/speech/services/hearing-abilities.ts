/** What of hearing a service can do, as its part under `services/<vendor>/hear.ts` uses it. */
export interface HearingAbilities {
  /** Words come while one speaks. */
  readonly streams: boolean;
  /** Null: up to the server behind it. */
  readonly punctuates: boolean | null;
  /** Words to favour: sent with each turn, or in a table kept at the vendor's. */
  readonly hotwords: 'of-the-call' | 'at-the-vendor' | 'none';
}

const streaming = { streams: true, punctuates: true } as const;

/** By vendor, each as the documents named in its own file say. */
export const hearingAbilities: Readonly<Record<string, HearingAbilities>> = {
  funasr: { ...streaming, hotwords: 'of-the-call' },
  'openai-compatible': { streams: false, punctuates: null, hotwords: 'of-the-call' },
  'aliyun-nls': { ...streaming, hotwords: 'at-the-vendor' },
  dashscope: { ...streaming, hotwords: 'at-the-vendor' },
  tencent: { ...streaming, hotwords: 'of-the-call' },
  iflytek: { ...streaming, hotwords: 'at-the-vendor' },
  volcengine: { ...streaming, hotwords: 'of-the-call' },
  azure: { ...streaming, hotwords: 'of-the-call' },
};
