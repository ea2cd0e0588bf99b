import type { Clock } from '../../foundation/clock.ts';
import { GainControl } from '../gain/gain-control.ts';
import { CleanedSound } from './cleaned-sound.ts';
import { HearingChain } from './hearing-chain.ts';
import { HearingEngine, type EngineStream } from './hearing-engine.ts';
import { SpeakingPool } from './speaking-pool.ts';
import type { HearingListener, HearingOptions, HearingPart, HearingStream, SpeechLink } from './speech-link.ts';
import type { SpeechSockets } from './speech-sockets.ts';

/**
 * Connects a media worker to the engines that `startSpeechEngines` runs. Returns at once; what is asked while an engine
 * is still connecting waits for it, and an engine that is absent is told as `lost` or `failed` at the next `flush`.
 */
export function connectSpeechLink(sockets: SpeechSockets, { clock }: { readonly clock: Clock }): SpeechLink {
  const detector = sockets.voiceDetector && new HearingEngine('voice-detector', sockets.voiceDetector, clock);
  const recognizers = new Map(
    sockets.recognizers.map((socket) => [socket.name, new HearingEngine('recognizer', socket, clock)]),
  );
  const denoiser = sockets.denoiser && new HearingEngine('denoiser', sockets.denoiser, clock);
  const hearing = [detector, denoiser, ...recognizers.values()].filter((engine) => engine !== null);
  const speaking = new SpeakingPool(sockets.synthesizers, clock);
  let later: (() => void)[] = [];

  return {
    openStream(options, listener) {
      const open = guarded(listener);
      const missing = missingEngines(options, { detector, denoiser, recognizers });
      if (missing.length > 0) later.push(() => missing.forEach(([what, reason]) => open.listener.lost(what, reason)));
      const { language, hotwords, expected = [] } = options;
      const judging = options.detectVoice ? (detector?.open({ language, hotwords: [] }, open.listener) ?? null) : null;
      const [first, ...others] = chosen(options, recognizers);
      const chain = first
        ? new HearingChain([first, ...others], { language, hotwords, expected }, open.listener)
        : null;
      const recognizing =
        chain && options.denoise && denoiser
          ? new CleanedSound(denoiser, { language, hotwords: [] }, chain, (reason) =>
              open.listener.lost('denoiser', `${reason}; the voice is heard as it comes`),
            )
          : chain;
      return joined(options, { judging, recognizing, chain }, open.close);
    },
    synthesize: (request, sink) => speaking.say(request, sink),
    flush() {
      const due = later;
      later = [];
      for (const tell of due) tell();
      for (const engine of hearing) engine.flush();
      speaking.flush();
    },
    get droppedFrames() {
      return hearing.reduce((sum, engine) => sum + engine.droppedFrames, 0);
    },
    async close() {
      await Promise.all([...hearing.map((engine) => engine.close()), speaking.close()]);
    },
  };
}

interface Engines {
  readonly detector: HearingEngine | null;
  readonly denoiser: HearingEngine | null;
  readonly recognizers: ReadonlyMap<string, HearingEngine>;
}

function missingEngines(
  options: HearingOptions,
  { detector, denoiser, recognizers }: Engines,
): [HearingPart, string][] {
  const missing: [HearingPart, string][] = [];
  if (options.denoise && options.recognizer !== null && !denoiser)
    missing.push(['denoiser', 'no denoiser is installed; the voice is heard as it comes']);
  if (options.detectVoice && !detector) missing.push(['voice-detector', 'no neural voice detector is installed']);
  if (options.recognizer !== null && chosen(options, recognizers).length === 0)
    missing.push(['recognizer', `recogniser '${options.recognizer}' is not installed`]);
  return missing;
}

/** The recognisers of a stream that are here, in its order; those that do not know its language only where none does. */
function chosen(
  { recognizer, fallbacks = [], language }: HearingOptions,
  recognizers: ReadonlyMap<string, HearingEngine>,
): readonly HearingEngine[] {
  if (recognizer === null) return [];
  const here = [...new Set([recognizer, ...fallbacks])].flatMap((name) => recognizers.get(name) ?? []);
  const fluent = here.filter(({ languages }) => languages.includes(language));
  return fluent.length > 0 ? fluent : here;
}

/** Nothing reaches the listener of a stream that was closed. */
function guarded(listener: HearingListener): { readonly listener: HearingListener; readonly close: () => void } {
  let open = true;
  return {
    close: () => {
      open = false;
    },
    listener: {
      voiceProbability: (probability, frameAtMs) => void (open && listener.voiceProbability(probability, frameAtMs)),
      partial: (text, frameAtMs) => void (open && listener.partial(text, frameAtMs)),
      final: (text, confidence, frameAtMs) => void (open && listener.final(text, confidence, frameAtMs)),
      replaced: (recognizer, reason) => void (open && listener.replaced?.(recognizer, reason)),
      lost: (what, reason) => void (open && listener.lost(what, reason)),
    },
  };
}

interface Joined {
  readonly judging: EngineStream | null;
  readonly recognizing: EngineStream | null;
  readonly chain: HearingChain | null;
}

function joined(
  { gainControl }: HearingOptions,
  { judging, recognizing, chain }: Joined,
  closed: () => void,
): HearingStream {
  const gain = gainControl ? new GainControl() : null;
  return {
    accept(samples, frameAtMs, isJudged = true) {
      const heard = gain ? gain.apply(samples) : samples;
      if (isJudged) judging?.accept(heard, frameAtMs);
      recognizing?.accept(heard, frameAtMs);
    },
    finish() {
      judging?.finish();
      recognizing?.finish();
    },
    expect(phrases) {
      recognizing?.expect(phrases);
    },
    takeRecognized: () => chain?.takeRecognized() ?? [],
    close() {
      closed();
      judging?.close();
      recognizing?.close();
    },
  };
}
