import { createRequire } from 'node:module';
import { join } from 'node:path';
import { messageOf } from '../../foundation/errors.ts';
import { pathOf, pathsOf, type InstalledModel } from '../models/installed-model.ts';
import type { OfflineVoice } from './offline-voice.ts';

/** The configuration of sherpa-onnx's `OfflineTts`, as far as we set it (sherpa-onnx-node, `types.js`). */
export interface OfflineTtsConfig {
  readonly model: {
    readonly vits?: VoiceFiles & { readonly model: string };
    readonly matcha?: VoiceFiles & { readonly acousticModel: string; readonly vocoder: string };
    readonly kokoro?: VoiceFiles & { readonly model: string; readonly voices: string };
    readonly numThreads: number;
    readonly provider: 'cpu';
    readonly debug: boolean;
  };
  /** A piece is handed over after every sentence of the text. */
  readonly maxNumSentences: 1;
}

interface VoiceFiles {
  readonly tokens: string;
  readonly lexicon?: string;
  readonly dataDir?: string;
}

/** What to load for a voice. @throws RangeError where the model is none, or lacks a file. */
export function offlineTtsConfig(model: InstalledModel): OfflineTtsConfig {
  const lexicons = pathsOf(model, 'lexicon');
  const data = model.files.find(({ role }) => role === 'data')?.path.split('/')[0];
  const common: VoiceFiles = {
    tokens: pathOf(model, 'tokens'),
    ...(lexicons.length > 0 ? { lexicon: lexicons.join(',') } : {}),
    ...(data === undefined ? {} : { dataDir: join(model.folder, data) }),
  };
  const run = { numThreads: 1, provider: 'cpu', debug: false } as const;
  switch (model.kind) {
    case 'vits':
      return { model: { vits: { ...common, model: pathOf(model, 'model') }, ...run }, maxNumSentences: 1 };
    case 'matcha': {
      const matcha = { ...common, acousticModel: pathOf(model, 'model'), vocoder: pathOf(model, 'vocoder') };
      return { model: { matcha, ...run }, maxNumSentences: 1 };
    }
    case 'kokoro': {
      const kokoro = { ...common, model: pathOf(model, 'model'), voices: pathOf(model, 'voices') };
      return { model: { kokoro, ...run }, maxNumSentences: 1 };
    }
    default:
      throw new RangeError(`model '${model.name}' of kind ${model.kind} is no voice`);
  }
}

/** The part of `sherpa-onnx-node` that we call. */
interface SherpaTts {
  readonly sampleRate: number;
  readonly numSpeakers: number;
  generateAsync(request: {
    readonly text: string;
    readonly sid: number;
    readonly speed: number;
    readonly onProgress: (info: { readonly samples: Float32Array }) => boolean;
  }): Promise<{ readonly samples: Float32Array }>;
}
interface Sherpa {
  readonly OfflineTts: { createAsync(config: OfflineTtsConfig): Promise<SherpaTts> };
}

/** What sherpa-onnx rejects with when no word of a text is in its lexicon. */
const nothingSaid = /no audio/;

/** Loads a voice. A bad one ends this process, and nothing can catch it: only for the voice's own process. */
export async function loadVoice(model: InstalledModel): Promise<OfflineVoice> {
  const config = offlineTtsConfig(model);
  const { OfflineTts } = createRequire(import.meta.url)('sherpa-onnx-node') as Sherpa;
  const tts = await OfflineTts.createAsync(config);
  return {
    name: model.name,
    sampleRateHz: tts.sampleRate,
    speakers: Math.max(1, tts.numSpeakers),
    async speak(text, { speaker, speed }, onSamples) {
      try {
        await tts.generateAsync({ text, sid: speaker, speed, onProgress: ({ samples }) => onSamples(samples) });
      } catch (error) {
        if (!nothingSaid.test(messageOf(error))) throw error;
      }
    },
  };
}
