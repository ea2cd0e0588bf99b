import type { MissingSpeech } from '../../contract/speech-table.ts';
import type { Clock } from '../../foundation/clock.ts';
import { entryBeside, startChild } from '../../foundation/entry.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { speechLanguages, type EngineSocket, type SpeechSockets } from '../link/speech-sockets.ts';
import { isOffline } from '../models/model-manifest.ts';
import type { SpeechServiceInClear } from '../services/vendor.ts';
import { mendOfService, planServices, unusableServices, type PlannedService } from './plan-services.ts';
import { makeSocketFolder } from './socket-folder.ts';
import {
  capabilitiesOf,
  closedSetLanguages,
  findInstalledSpeech,
  modelsFor,
  type InstalledSpeech,
  type SpeechCapabilities,
} from './speech-capabilities.ts';
import { superviseChild, type SupervisedChild } from './supervise-child.ts';

export interface SpeechEnginesOptions {
  /** Sockets live here, in `speech/`. */
  readonly dataFolder: string;
  /** Where `waihu models` keeps its models; absent: no recogniser. */
  readonly modelFolder?: string;
  /** A folder with a model of PocketSphinx, beside those in `modelFolder`. */
  readonly pocketSphinxFolder?: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Services elsewhere, in the order in which they are tried: before what is installed here. */
  readonly services?: readonly SpeechServiceInClear[];
  /** Synthesiser processes, 80–100 MB each. */
  readonly synthesizers?: number;
  /** Recogniser models to load; absent: all that are installed and hear more than a closed set. */
  readonly recognizers?: readonly string[];
  /** Voice models to load, 0.2–0.5 GB each; absent: all that are installed. */
  readonly voices?: readonly string[];
  /** Denoisers to load, of which one is used; absent: any that is installed. */
  readonly denoisers?: readonly string[];
  /** False: no neural voice detector, for programs that only speak. */
  readonly voiceDetector?: boolean;
  /** Words that transducer models should favour, in all calls. */
  readonly hotwords?: readonly string[];
}

export interface SpeechEngines {
  /** For `connectSpeechLink`, in any thread. */
  readonly sockets: SpeechSockets;
  readonly capabilities: SpeechCapabilities;
  /** The processes, for `doctor` and tests. */
  readonly engines: readonly { readonly what: string; readonly child: SupervisedChild }[];
  close(): Promise<void>;
}

interface Planned {
  readonly role: MissingSpeech['what'];
  readonly what: string;
  readonly socket: EngineSocket;
  readonly entry: string;
  readonly args: readonly string[];
  /** What it is told over the IPC channel, where it is more than arguments may show. */
  readonly input?: object;
}

/**
 * Starts every engine that is installed, each in a process of its own, niced by 10, watched and restarted; waits until
 * each is ready or has refused. What cannot be started costs its capability, said in `capabilities.missing`, and never
 * the program.
 */
export async function startSpeechEngines(options: SpeechEnginesOptions): Promise<SpeechEngines> {
  const installed = await findInstalledSpeech(options.modelFolder ?? null, options.pocketSphinxFolder ?? null);
  const far = planServices(options.services ?? [], options.clock);
  const planned: Planned[] = [...far, ...plan(installed, options)];
  const names = planned.map(({ socket }) => socket.socketPath.length);
  const folder = makeSocketFolder(options.dataFolder, Math.max(1, ...names));
  const started = planned.map((engine) => {
    const socket = { ...engine.socket, socketPath: folder.pathOf(engine.socket.socketPath) };
    return { ...engine, socket, child: start(engine, socket.socketPath, options) };
  });
  const failures: MissingSpeech[] = unusableServices(options.services ?? []);
  const running: typeof started = [];
  for (const engine of started) {
    try {
      await engine.child.ready;
      running.push(engine);
    } catch (error) {
      failures.push({ what: engine.role, code: 'engine-refused', why: messageOf(error), mend: mendOf(engine) });
    }
  }
  const of = (role: Planned['role']): EngineSocket[] =>
    running.filter((engine) => engine.role === role).map(({ socket }) => socket);
  const sockets = {
    synthesizers: of('synthesizer'),
    voiceDetector: of('voice-detector')[0] ?? null,
    recognizers: of('recognizer'),
    denoiser: of('denoiser')[0] ?? null,
  };
  return {
    sockets,
    capabilities: {
      synthesizers: distinct(sockets.synthesizers),
      recognizers: distinct(sockets.recognizers),
      voiceDetector: sockets.voiceDetector ? 'silero' : 'level-only',
      denoiser: sockets.denoiser?.name ?? null,
      missing: [...capabilitiesOf(installed, farSpeech(far)).missing, ...failures],
    },
    engines: running.map(({ what, child }) => ({ what, child })),
    async close() {
      await Promise.all(started.map(({ child }) => child.close()));
      folder.remove();
    },
  };
}

/** What to start; the sockets' paths are bare names here. */
function plan(installed: InstalledSpeech, options: SpeechEnginesOptions): Planned[] {
  const planned = planVoices(installed, options);
  if (installed.espeak)
    for (let index = 0; index < (options.synthesizers ?? 1); index++)
      planned.push({
        role: 'synthesizer',
        what: 'synthesiser espeak-ng',
        socket: { name: 'espeak-ng', socketPath: `say-${index}`, languages: speechLanguages },
        entry: 'synthesizer-entry',
        args: [],
      });
  if (installed.onnx && installed.sileroPath !== null && options.voiceDetector !== false)
    planned.push({
      role: 'voice-detector',
      what: 'voice detector silero',
      socket: { name: 'silero', socketPath: 'detect', languages: speechLanguages },
      entry: 'voice-detector-entry',
      args: [installed.sileroPath],
    });
  return [
    ...planned,
    ...planRecognizers(installed, options),
    ...planClosedSets(installed, options),
    ...planDenoiser(installed, options),
  ];
}

/** The first that is installed: it works for those calls alone that ask for it. */
function planDenoiser(installed: InstalledSpeech, { denoisers }: SpeechEnginesOptions): Planned[] {
  const [first] = modelsFor(installed, 'denoiser', denoisers);
  if (!first) return [];
  const { name, languages, folder } = first;
  const socket = { name, socketPath: 'denoise', languages };
  return [{ role: 'denoiser', what: `denoiser '${name}'`, socket, entry: 'denoiser-entry', args: [folder] }];
}

function planRecognizers(installed: InstalledSpeech, options: SpeechEnginesOptions): Planned[] {
  const wanted = modelsFor(installed, 'recognizer', options.recognizers);
  return wanted.map(({ name, kind, languages, folder }, index) => ({
    role: 'recognizer',
    what: `recogniser '${name}'`,
    socket: { name, socketPath: `hear-${index}`, languages },
    entry: isOffline(kind) ? 'offline-recognizer-entry' : 'recognizer-entry',
    args: [folder, JSON.stringify(options.hotwords ?? [])],
  }));
}

/** Only those that are asked for by name: what hears a few phrases alone serves some scripts and harms others. */
function planClosedSets({ pocketSphinx }: InstalledSpeech, options: SpeechEnginesOptions): Planned[] {
  if (!pocketSphinx.library) return [];
  const wanted = pocketSphinx.models.filter(({ name }) => options.recognizers?.includes(name));
  return wanted.map(({ name, folder }, index) => ({
    role: 'recognizer',
    what: `recogniser '${name}'`,
    socket: { name, socketPath: `closed-${index}`, languages: closedSetLanguages, closedSet: true },
    entry: 'pocketsphinx-entry',
    args: [folder],
  }));
}

/** Voices stand before eSpeak NG: a text that names nobody is theirs. */
function planVoices(installed: InstalledSpeech, { voices }: SpeechEnginesOptions): Planned[] {
  return modelsFor(installed, 'synthesizer', voices).map(({ name, languages, folder }, index) => ({
    role: 'synthesizer',
    what: `voice '${name}'`,
    socket: { name, socketPath: `voice-${index}`, languages },
    entry: 'sherpa-voice-entry',
    args: [folder],
  }));
}

function farSpeech(far: readonly PlannedService[]): Pick<SpeechCapabilities, 'recognizers' | 'synthesizers'> {
  const of = (wanted: PlannedService['role']): SpeechCapabilities['synthesizers'] =>
    far.filter(({ role }) => role === wanted).map(({ socket: { name, languages } }) => ({ name, languages }));
  return { recognizers: of('recognizer'), synthesizers: of('synthesizer') };
}

function start(engine: Planned, socketPath: string, { clock, logger }: SpeechEnginesOptions): SupervisedChild {
  const entry = entryBeside(import.meta.url, `../engines/${engine.entry}`);
  return superviseChild({
    what: engine.what,
    clock,
    logger,
    // Detached, so that Ctrl-C reaches the program alone, which closes its engines in order.
    start: () => {
      const stdio: ('ignore' | 'ipc')[] = ['ignore', 'ignore', 'ignore', 'ipc'];
      const child = startChild(entry, [socketPath, ...engine.args], { detached: true, stdio });
      // One that died already is told by its end.
      if (engine.input) child.send(engine.input, () => undefined);
      return child;
    },
  });
}

function mendOf(engine: Planned): string {
  if (engine.entry === 'service-entry') return mendOfService(engine.socket.name);
  if (engine.entry === 'pocketsphinx-entry')
    return `apt-get install libpocketsphinx3, and a whole model in the folder ${engine.args[0]}`;
  if (engine.entry.startsWith('sherpa-voice') || engine.role === 'recognizer' || engine.role === 'denoiser')
    return `waihu models verify ${engine.socket.name}, then remove and pull it again`;
  return engine.role === 'synthesizer'
    ? 'npm install @echogarden/espeak-ng-emscripten'
    : 'npm install sherpa-onnx-node @ricky0123/vad-web';
}

function distinct(sockets: readonly EngineSocket[]): SpeechCapabilities['recognizers'][number][] {
  const capability = ({ name, languages, closedSet }: EngineSocket) => ({
    name,
    languages,
    ...(closedSet && { closedSet }),
  });
  return [...new Map(sockets.map((socket) => [socket.name, capability(socket)])).values()];
}
