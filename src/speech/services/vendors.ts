import { z } from 'zod';
import type { SpeechService } from '../../contract/speech-services.ts';
import { aliyunNlsHearing } from './aliyun-nls/hear.ts';
import { aliyunNlsSpeaking } from './aliyun-nls/speak.ts';
import { azureHearing } from './azure/hear.ts';
import { azureSpeaking } from './azure/speak.ts';
import { dashScopeHearing } from './dashscope/hear.ts';
import { dashscopeSpeaking } from './dashscope/speak.ts';
import { funAsrHearing } from './funasr/hear.ts';
import { iflytekHearing } from './iflytek/hear.ts';
import { iflytekSpeaking } from './iflytek/speak.ts';
import { openAiCompatibleHearing } from './openai-compatible/hear.ts';
import { openAiCompatibleSpeaking } from './openai-compatible/speak.ts';
import { tencentHearing } from './tencent/hear.ts';
import { tencentSpeaking } from './tencent/speak.ts';
import { vendor, type SpeechVendor } from './vendor.ts';
import { volcengineHearing } from './volcengine/hear.ts';
import { volcengineSpeaking } from './volcengine/speak.ts';

const none = z.strictObject({});
const secret = z.string().min(1);
const text = z.string().min(1);
/** A model for each language, where the vendor has one for each. */
const models = z.strictObject({ cmn: text.optional(), yue: text.optional(), en: text.optional() }).optional();

/** `zh-CN-sichuan` for Mandarin, and the like. */
const locales = z
  .strictObject({ cmn: text.exactOptional(), yue: text.exactOptional(), en: text.exactOptional() })
  .optional();

const streaming = { streams: true, punctuates: true } as const;

/** Every vendor there is a part for, by the name that entries call it. */
const vendors: ReadonlyMap<string, SpeechVendor> = new Map([
  [
    'funasr',
    vendor({
      secrets: none,
      options: none,
      needsUrl: true,
      hearing: { ...streaming, hotwords: 'of-the-call' },
      hears: ({ url = '', ...given }, parts) => funAsrHearing({ ...given, url }, parts),
    }),
  ],
  [
    'openai-compatible',
    vendor({
      secrets: z.strictObject({ key: secret.optional() }),
      options: z.strictObject({ sampleRateHz: z.number().int().min(8_000).max(48_000).optional() }),
      apart: ['model'],
      hearing: { streams: false, punctuates: null, hotwords: 'of-the-call' },
      hears: (given) => openAiCompatibleHearing(given),
      speaks: (given) => openAiCompatibleSpeaking(given),
    }),
  ],
  [
    'aliyun-nls',
    vendor({
      secrets: z.strictObject({ accessKeyId: secret, accessKeySecret: secret }),
      options: z.strictObject({
        /** Of the project for Mandarin; the other languages' projects stand under `appKeys`. */
        appKey: text,
        appKeys: models,
        vocabularyId: text.optional(),
        customizationId: text.optional(),
      }),
      apart: ['url'],
      hearing: { ...streaming, hotwords: 'at-the-vendor' },
      hears: ({ appKey, appKeys, ...given }, parts) =>
        aliyunNlsHearing({ ...given, appKeys: { cmn: appKey, ...appKeys } }, parts),
      speaks: (given, parts) => aliyunNlsSpeaking(given, parts),
    }),
  ],
  [
    'dashscope',
    vendor({
      secrets: z.strictObject({ key: secret }),
      options: z.strictObject({ models, vocabularyId: text.optional(), workspace: text.optional() }),
      apart: ['url'],
      hearing: { ...streaming, hotwords: 'at-the-vendor' },
      hears: ({ key, workspace, ...given }, parts) =>
        dashScopeHearing({ ...given, apiKey: key, workspaceId: workspace }, parts),
      speaks: (given, parts) => dashscopeSpeaking(given, parts),
    }),
  ],
  [
    'tencent',
    vendor({
      secrets: z.strictObject({ secretId: secret, secretKey: secret }),
      options: z.strictObject({ appId: text, models, hotwordId: text.optional() }),
      apart: ['url'],
      hearing: { ...streaming, hotwords: 'of-the-call' },
      hears: (given, parts) => tencentHearing(given, parts),
      speaks: (given, parts) => tencentSpeaking(given, parts),
    }),
  ],
  [
    'iflytek',
    vendor({
      secrets: z.strictObject({ apiKey: secret, apiSecret: secret }),
      options: z.strictObject({ appId: text, domain: text.optional(), mandarinAccent: text.optional() }),
      apart: ['url'],
      hearing: { ...streaming, hotwords: 'at-the-vendor' },
      hears: (given, parts) => iflytekHearing(given, parts),
      speaks: (given, parts) => iflytekSpeaking(given, parts),
    }),
  ],
  [
    'volcengine',
    vendor({
      secrets: z.strictObject({ accessKey: secret }),
      options: z.strictObject({ appId: text, resourceId: text.optional() }),
      apart: ['url'],
      hearing: { ...streaming, hotwords: 'of-the-call' },
      hears: (given, parts) => volcengineHearing(given, parts),
      speaks: (given, parts) => volcengineSpeaking(given, parts),
    }),
  ],
  [
    'azure',
    vendor({
      secrets: z.strictObject({ key: secret }),
      options: z.strictObject({ region: text, locales }),
      apart: ['url'],
      hearing: { ...streaming, hotwords: 'of-the-call' },
      hears: (given, parts) => azureHearing(given, parts),
      speaks: (given) => azureSpeaking(given),
    }),
  ],
]);

export const vendorOf = (name: string): SpeechVendor | null => vendors.get(name) ?? null;

/** What is wrong in an entry, in words: empty where it can be used. No secret is looked at. */
export function speechServiceProblems(service: SpeechService): string[] {
  const known = vendorOf(service.vendor);
  if (known) return known.problemsOf(service);
  return [`vendor: there is no '${service.vendor}'; wanted one of ${[...vendors.keys()].join(', ')}`];
}
