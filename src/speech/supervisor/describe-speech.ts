import { randomUUID } from 'node:crypto';
import { voiceEmotionSchema } from '../../contract/script-document.ts';
import type { RecognizerRow, VoiceRow } from '../../contract/speech-table.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { InstalledModel } from '../models/installed-model.ts';
import { isOffline } from '../models/model-manifest.ts';
import type { VoiceAbilities } from '../services/speaking-service.ts';
import type { SpeechServiceInClear } from '../services/vendor.ts';
import { vendorOf } from '../services/vendors.ts';
import { limitsOf, type VoiceLimit } from '../services/voice-plan.ts';
import type { SpeechCapabilities } from './speech-capabilities.ts';

type Known = 'order' | 'realTimeFactor' | 'lastFault';
type Named = 'name' | 'languages';

/** What each engine that runs can do; nothing that changes. */
export interface SpeechAbilities {
  readonly recognizers: readonly Omit<RecognizerRow, Known>[];
  readonly voices: readonly Omit<VoiceRow, Known>[];
}

/** What runs, and where its abilities stand. */
export interface SpeechInUse {
  readonly capabilities: Pick<SpeechCapabilities, 'recognizers' | 'synthesizers'>;
  readonly models: readonly Pick<InstalledModel, 'name' | 'kind'>[];
  readonly services: readonly SpeechServiceInClear[];
  readonly clock: Clock;
}

/** What each recogniser and voice that runs can do and what not. No secret is in it. */
export function describeSpeech(inUse: SpeechInUse): SpeechAbilities {
  const { recognizers, synthesizers } = inUse.capabilities;
  return {
    recognizers: recognizers.map((one) => ({
      ...hearingOf(one, inUse),
      name: one.name,
      languages: [...one.languages],
    })),
    voices: synthesizers.map((one) => ({ ...speakingOf(one, inUse), name: one.name, languages: [...one.languages] })),
  };
}

type Running = SpeechCapabilities['recognizers'][number];
const here = { vendor: null, dialects: [] as string[] };

function hearingOf(
  { name, closedSet }: Running,
  { models, services }: SpeechInUse,
): Omit<RecognizerRow, Known | Named> {
  const service = services.find((one) => one.name === name && one.kind !== 'speaks');
  const abilities = service && vendorOf(service.vendor)?.hearing;
  if (service && abilities)
    return { kind: 'service', vendor: service.vendor, dialects: dialectsOf(service), ...abilities };
  if (closedSet) return { ...here, kind: 'closed-set', streams: false, punctuates: false, hotwords: 'none' };
  const kind = models.find((one) => one.name === name)?.kind;
  const streams = kind === undefined || !isOffline(kind);
  return { ...here, kind: 'model', streams, punctuates: kind === 'whisper', hotwords: 'none' };
}

const imitatedBySpeed: VoiceLimit = {
  'zh-CN': '没有真正的语气，情绪只略微改变语速',
  en: 'has no tones: an emotion becomes a little speed',
};
const imitatedByPitch: VoiceLimit = {
  'zh-CN': '没有真正的语气，情绪只略微改变语速与音高',
  en: 'has no tones: an emotion becomes a little speed and pitch',
};

function speakingOf({ name, languages }: Running, { services, clock }: SpeechInUse): Omit<VoiceRow, Known | Named> {
  const service = services.find((one) => one.name === name && one.kind !== 'hears');
  const abilities = service && abilitiesOf(service, clock);
  if (service && abilities) {
    const { emotions, speed, pitch, streams } = abilities;
    return {
      kind: 'service',
      vendor: service.vendor,
      dialects: dialectsOf(service),
      emotions: [...emotions],
      imitatesEmotions: false,
      speed,
      pitch,
      streams,
      limits: limitsOf(abilities),
    };
  }
  const isBuiltIn = name === 'espeak-ng';
  const local = { languages, emotions: voiceEmotionSchema.options, speed: true, pitch: isBuiltIn, streams: isBuiltIn };
  return {
    ...here,
    kind: isBuiltIn ? 'built-in' : 'model',
    emotions: ['neutral'],
    imitatesEmotions: true,
    speed: true,
    pitch: isBuiltIn,
    streams: isBuiltIn,
    limits: [...limitsOf(local), isBuiltIn ? imitatedByPitch : imitatedBySpeed],
  };
}

/** Made for its abilities alone: it asks nothing before a text is said. */
function abilitiesOf(service: SpeechServiceInClear, clock: Clock): VoiceAbilities | null {
  const speaking = vendorOf(service.vendor)?.speaks?.(service, { clock, uuid: randomUUID }) ?? null;
  void speaking?.close();
  return speaking?.abilities ?? null;
}

/** Kinds of a language that an entry names. */
function dialectsOf({ options }: SpeechServiceInClear): string[] {
  const { locales = {}, mandarinAccent } = options;
  const named = typeof locales === 'object' && locales !== null ? Object.values(locales) : [];
  return [...named, mandarinAccent].filter((one) => typeof one === 'string');
}
