import type { SpeechLanguage } from '../link/speech-sockets.ts';

/** How sherpa-onnx reads the files of a recogniser that hears while one speaks. */
export const streamingKinds = ['transducer', 'paraformer', 'zipformer2-ctc'] as const;
/** Of one that hears a turn when it is over. */
const offlineKinds = ['sense-voice', 'offline-paraformer', 'whisper'] as const;
/** Of a voice; Piper's are VITS with the data of eSpeak NG. */
const voiceKinds = ['vits', 'matcha', 'kokoro'] as const;
/** Of one that takes noise out of a voice. */
const denoiserKinds = ['gtcrn'] as const;
export const modelKinds = [...streamingKinds, ...offlineKinds, ...voiceKinds, ...denoiserKinds] as const;
export const modelTasks = ['recognizer', 'synthesizer', 'denoiser'] as const;
export type ModelTask = (typeof modelTasks)[number];
export type RecognizerKind = (typeof streamingKinds)[number];
export type OfflineRecognizerKind = (typeof offlineKinds)[number];
export type ModelKind = (typeof modelKinds)[number];

export const modelFileRoles = [
  'encoder',
  'decoder',
  'joiner',
  'model',
  'vocoder',
  'voices',
  'lexicon',
  'tokens',
  'bpe-vocab',
  /** A file of a folder that belongs to the model. */
  'data',
] as const;
export type ModelFileRole = (typeof modelFileRoles)[number];

export interface ModelFile {
  readonly path: string;
  readonly role: ModelFileRole;
  /** As its publisher lists it, rounded: the file must be within 3 % of it. Null where nobody says. */
  readonly aboutBytes: number | null;
  /** Null where its publisher gives none: then the first pull pins what it got into the lock file. */
  readonly sha256: string | null;
  /** Where it is published apart from the rest. */
  readonly url?: string;
}

export type ModelMirror =
  /** Each file under one address. */
  | { readonly name: string; readonly kind: 'files'; readonly baseUrl: string }
  /** A `.tar.bz2` with one folder named as the model. */
  | { readonly name: string; readonly kind: 'archive'; readonly url: string };

export interface ModelManifest {
  readonly name: string;
  readonly task: ModelTask;
  readonly kind: ModelKind;
  readonly languages: readonly SpeechLanguage[];
  /** For people. */
  readonly title: string;
  readonly licence: string;
  readonly files: readonly ModelFile[];
  /** Folders that belong to it whole, such as `espeak-ng-data`: they come in an archive or from a folder only. */
  readonly folders?: readonly string[];
  readonly mirrors: readonly ModelMirror[];
}

export function modelBytes(manifest: ModelManifest): number {
  return manifest.files.reduce((sum, { aboutBytes }) => sum + (aboutBytes ?? 0), 0);
}

/** Whether it hears only whole turns. */
export function isOffline(kind: ModelKind): kind is OfflineRecognizerKind {
  return offlineKinds.some((offline) => offline === kind);
}
