import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { espeakPackage, espeakProgram } from '../espeak/load-espeak.ts';
import type { SpeechLanguage } from '../link/speech-sockets.ts';
import { installedModels, type InstalledModel } from '../models/installed-model.ts';
import { findOnnxRuntime } from '../vad/onnx-runtime.ts';
import { findSilero } from '../vad/silero-file.ts';

export interface MissingSpeech {
  readonly what: 'synthesizer' | 'voice-detector' | 'recognizer';
  readonly why: string;
  /** What to do about it. */
  readonly mend: string;
}

export interface SpeechCapabilities {
  readonly synthesizers: readonly { readonly name: string; readonly languages: readonly SpeechLanguage[] }[];
  readonly recognizers: readonly { readonly name: string; readonly languages: readonly SpeechLanguage[] }[];
  readonly voiceDetector: 'silero' | 'level-only';
  readonly missing: readonly MissingSpeech[];
}

/** What is installed, found by looking and not by loading. */
export interface InstalledSpeech {
  readonly espeak: 'package' | 'program' | null;
  readonly sherpa: boolean;
  /** What runs Silero: the ONNX Runtime of sherpa-onnx, called through koffi. */
  readonly onnx: boolean;
  readonly sileroPath: string | null;
  readonly models: readonly InstalledModel[];
}

export const espeakLanguages: readonly SpeechLanguage[] = ['cmn', 'yue', 'en'];

export async function findInstalledSpeech(modelFolder: string | null): Promise<InstalledSpeech> {
  const programRuns = (): boolean => spawnSync(espeakProgram, ['--version'], { stdio: 'ignore' }).status === 0;
  return {
    espeak: isInstalled(espeakPackage) ? 'package' : programRuns() ? 'program' : null,
    sherpa: isInstalled('sherpa-onnx-node'),
    onnx: isInstalled('koffi') && isFound(findOnnxRuntime),
    sileroPath: findSilero(),
    models: modelFolder === null ? [] : await installedModels(modelFolder),
  };
}

const isInstalled = (name: string): boolean => isFound(() => createRequire(import.meta.url).resolve(name));

function isFound(find: () => string): boolean {
  try {
    find();
    return true;
  } catch {
    return false;
  }
}

/** What can be heard and said here, and what cannot, with the remedy. */
export function capabilitiesOf(installed: InstalledSpeech): SpeechCapabilities {
  const missing: MissingSpeech[] = [];
  if (!installed.espeak)
    missing.push({
      what: 'synthesizer',
      why: `neither the optional package ${espeakPackage} nor the program espeak-ng is installed: only recorded prompts can be played`,
      mend: `npm install ${espeakPackage}`,
    });
  const detects = installed.onnx && installed.sileroPath !== null;
  if (!detects)
    missing.push({
      what: 'voice-detector',
      why: `${installed.onnx ? '@ricky0123/vad-web' : 'sherpa-onnx-node or koffi'} is not installed: voice is told from noise by level alone`,
      mend: 'npm install sherpa-onnx-node koffi @ricky0123/vad-web',
    });
  const recognizers = installed.sherpa ? installed.models.map(({ name, languages }) => ({ name, languages })) : [];
  if (recognizers.length === 0)
    missing.push({
      what: 'recognizer',
      why: installed.sherpa
        ? 'no recogniser model is installed: calls hear keys and real-time text, not speech'
        : 'sherpa-onnx-node is not installed: calls hear keys and real-time text, not speech',
      mend: installed.sherpa ? 'waihu models pull' : 'npm install sherpa-onnx-node, then waihu models pull',
    });
  return {
    synthesizers: installed.espeak ? [{ name: 'espeak-ng', languages: espeakLanguages }] : [],
    recognizers,
    voiceDetector: detects ? 'silero' : 'level-only',
    missing,
  };
}

/** For `doctor`, and for a campaign before it starts: what this machine can hear and say, without starting an engine. */
export async function speechCapabilities(
  options: { readonly modelFolder?: string | undefined } = {},
): Promise<SpeechCapabilities> {
  return capabilitiesOf(await findInstalledSpeech(options.modelFolder ?? null));
}
