import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type { MissingSpeech } from '../../contract/speech-table.ts';
import { espeakPackage, espeakProgram } from '../espeak/load-espeak.ts';
import { speechLanguages, type SpeechLanguage } from '../link/speech-sockets.ts';
import { installedModels, type InstalledModel } from '../models/installed-model.ts';
import { findClosedSetModels, type ClosedSetFolder } from '../pocketsphinx/find-closed-set-models.ts';
import { loadPocketSphinx } from '../pocketsphinx/library.ts';
import { findOnnxRuntime } from '../vad/onnx-runtime.ts';
import { findSilero } from '../vad/silero-file.ts';

export interface SpeechCapabilities {
  readonly synthesizers: readonly { readonly name: string; readonly languages: readonly SpeechLanguage[] }[];
  readonly recognizers: readonly {
    readonly name: string;
    readonly languages: readonly SpeechLanguage[];
    /** It hears what the script expects and nothing else. */
    readonly closedSet?: true;
  }[];
  readonly voiceDetector: 'silero' | 'level-only';
  /** Name of what takes noise out of voices, for tenants that want it; null: nothing does. */
  readonly denoiser: string | null;
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
  readonly pocketSphinx: { readonly library: boolean; readonly models: readonly ClosedSetFolder[] };
}

export async function findInstalledSpeech(
  modelFolder: string | null,
  pocketSphinxFolder: string | null = null,
): Promise<InstalledSpeech> {
  const programRuns = (): boolean => spawnSync(espeakProgram, ['--version'], { stdio: 'ignore' }).status === 0;
  return {
    espeak: isInstalled(espeakPackage) ? 'package' : programRuns() ? 'program' : null,
    sherpa: isInstalled('sherpa-onnx-node'),
    onnx: isInstalled('koffi') && isFound(findOnnxRuntime),
    sileroPath: findSilero(),
    models: modelFolder === null ? [] : await installedModels(modelFolder),
    pocketSphinx: await findPocketSphinx([modelFolder, pocketSphinxFolder].filter((folder) => folder !== null)),
  };
}

async function findPocketSphinx(folders: readonly string[]): Promise<InstalledSpeech['pocketSphinx']> {
  const found = (await Promise.all(folders.map((folder) => findClosedSetModels(folder)))).flat();
  const models = [...new Map(found.map((model) => [model.name, model])).values()];
  return { library: models.length > 0 && isFound(() => typeof loadPocketSphinx()), models };
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

export const closedSetLanguages: readonly SpeechLanguage[] = ['cmn'];

const closedSetRecognizer = ({ name }: ClosedSetFolder): SpeechCapabilities['recognizers'][number] => ({
  name,
  languages: closedSetLanguages,
  closedSet: true,
});

/** Models for a task that can run here: those named, or all of them. */
export function modelsFor(
  { sherpa, models }: InstalledSpeech,
  wanted: InstalledModel['task'],
  names?: readonly string[],
): readonly InstalledModel[] {
  return sherpa ? models.filter(({ name, task }) => task === wanted && (names?.includes(name) ?? true)) : [];
}

/** What services elsewhere can do. */
type FarSpeech = Pick<SpeechCapabilities, 'recognizers' | 'synthesizers'>;
const nobodyFar: FarSpeech = { recognizers: [], synthesizers: [] };

/** What can be heard and said here, and what cannot, with the remedy. */
export function capabilitiesOf(installed: InstalledSpeech, far: FarSpeech = nobodyFar): SpeechCapabilities {
  const missing: MissingSpeech[] = [];
  const models = (task: InstalledModel['task']): SpeechCapabilities['recognizers'] =>
    modelsFor(installed, task).map(({ name, languages }) => ({ name, languages }));
  const { library, models: closedSets } = installed.pocketSphinx;
  const recognizers = [
    ...far.recognizers,
    ...models('recognizer'),
    ...(library ? closedSets.map(closedSetRecognizer) : []),
  ];
  if (!library && closedSets.length > 0)
    missing.push({
      what: 'recognizer',
      code: 'no-pocketsphinx',
      why: `the model ${closedSets[0]?.name} is here, and PocketSphinx, which hears with it, is not`,
      mend: 'apt-get install libpocketsphinx3, npm install koffi',
    });
  const voices = [...far.synthesizers, ...models('synthesizer')];
  if (!installed.espeak && voices.length === 0)
    missing.push({
      what: 'synthesizer',
      code: 'no-espeak',
      why: `neither the optional package ${espeakPackage} nor the program espeak-ng is installed: only recorded prompts can be played`,
      mend: `npm install ${espeakPackage}`,
    });
  const detects = installed.onnx && installed.sileroPath !== null;
  if (!detects)
    missing.push({
      what: 'voice-detector',
      code: installed.onnx ? 'no-silero' : 'no-onnx-runtime',
      why: `${installed.onnx ? '@ricky0123/vad-web' : 'sherpa-onnx-node or koffi'} is not installed: voice is told from noise by level alone`,
      mend: 'npm install sherpa-onnx-node koffi @ricky0123/vad-web',
    });
  if (recognizers.length === 0)
    missing.push({
      what: 'recognizer',
      code: installed.sherpa ? 'no-recognizer-model' : 'no-sherpa',
      why: installed.sherpa
        ? 'no recogniser model is installed: calls hear keys and real-time text, not speech'
        : 'sherpa-onnx-node is not installed: calls hear keys and real-time text, not speech',
      mend: installed.sherpa ? 'waihu models pull' : 'npm install sherpa-onnx-node, then waihu models pull',
    });
  return {
    synthesizers: [...voices, ...(installed.espeak ? [{ name: 'espeak-ng', languages: speechLanguages }] : [])],
    recognizers,
    voiceDetector: detects ? 'silero' : 'level-only',
    denoiser: models('denoiser')[0]?.name ?? null,
    missing,
  };
}

/** For `doctor`, and for a campaign before it starts: what this machine can hear and say, without starting an engine. */
export async function speechCapabilities(
  options: { readonly modelFolder?: string | undefined; readonly pocketSphinxFolder?: string | undefined } = {},
): Promise<SpeechCapabilities> {
  return capabilitiesOf(await findInstalledSpeech(options.modelFolder ?? null, options.pocketSphinxFolder ?? null));
}
