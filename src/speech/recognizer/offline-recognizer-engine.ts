import { levelDbfs, Upsampler } from '../../audio/index.ts';
import type { Engine } from '../engines/engine-server.ts';
import type { SpeechLanguage } from '../link/speech-sockets.ts';
import type { EngineReply } from '../link/wire.ts';
import { DecodeQueue } from './decode-queue.ts';
import type { OfflineDecoder, OfflineResult } from './offline-decoder.ts';
import { TurnSound } from './turn-sound.ts';

/** A turn that pauses so long is guessed at, once a pause, where at least as much was said before. */
const pauseMs = 400;
const shortestGuessMs = 600;
const quietDbfs = -50;
/** Of a turn that goes on longer the rest is not heard. */
const longestTurnMs = 120_000;

interface Heard {
  readonly id: number;
  readonly language: SpeechLanguage;
  readonly reply: (reply: EngineReply) => void;
  sound: TurnSound;
  /** Frames since the last one that was loud. */
  quietMs: number;
  voicedMs: number;
  guessed: boolean;
  lastFrameAtMs: number;
  open: boolean;
}

/**
 * Recognises for all calls with one model that hears whole turns: a turn's sound is kept, and decoded at `finish`; at a
 * long pause a guess is made if nobody waits for a final. One decode at a time; turns of streams that were closed are
 * passed over. A stream whose turn cannot be decoded, or not in time, is refused with the reason: another recogniser may
 * hear it on.
 */
export function offlineRecognizerEngine(decoder: OfflineDecoder): Engine {
  const queue = new DecodeQueue();
  return {
    connected(reply) {
      const mine = new Map<number, Heard>();
      return {
        received(request) {
          const one = mine.get(request.id);
          if (request.kind === 'open') mine.set(request.id, begin(request.id, request.options.language, reply));
          else if (one && request.kind === 'audio') accept(one, request.samples, request.frameAtMs, decoder, queue);
          else if (one && request.kind === 'finish') finish(one, decoder, queue);
          else if (one && request.kind === 'close') {
            one.open = false;
            mine.delete(request.id);
          }
        },
        closed() {
          for (const one of mine.values()) one.open = false;
        },
      };
    },
  };
}

function begin(id: number, language: SpeechLanguage, reply: (reply: EngineReply) => void): Heard {
  const turn = { sound: new TurnSound(), quietMs: 0, voicedMs: 0, guessed: false };
  return { id, language, reply, ...turn, lastFrameAtMs: 0, open: true };
}

function accept(one: Heard, samples: Int16Array, frameAtMs: number, decoder: OfflineDecoder, queue: DecodeQueue): void {
  one.lastFrameAtMs = frameAtMs;
  if (one.sound.lengthMs < longestTurnMs) one.sound.push(samples);
  const frameMs = samples.length / 8;
  if (levelDbfs(samples) > quietDbfs) {
    one.voicedMs += frameMs;
    one.quietMs = 0;
    one.guessed = false;
  } else one.quietMs += frameMs;
  if (one.guessed || one.quietMs < pauseMs || one.voicedMs < shortestGuessMs || !queue.idle) return;
  one.guessed = true;
  const { sound } = one;
  const pieces = sound.pieces();
  queue.add({
    // The turn that it would be a guess at may be over when its time comes.
    wanted: () => one.open && one.sound === sound,
    work: () => decodeAll(decoder, pieces, one.language),
    done: ({ text }) => text !== '' && one.reply({ kind: 'partial', id: one.id, frameAtMs, text }),
    failed: () => undefined,
  });
}

function finish(one: Heard, decoder: OfflineDecoder, queue: DecodeQueue): void {
  const { id, lastFrameAtMs: frameAtMs, voicedMs, language, sound } = one;
  Object.assign(one, { sound: new TurnSound(), quietMs: 0, voicedMs: 0, guessed: false });
  const answer = ({ text, confidence }: OfflineResult): void => {
    if (one.open) one.reply({ kind: 'final', id, frameAtMs, confidence: text === '' ? 0 : confidence, text });
  };
  const refuse = (reason: string): void => {
    if (one.open) one.reply({ kind: 'refused', id, reason: `${decoder.name}: ${reason}` });
  };
  const pieces = sound.pieces();
  const added = queue.add({
    wanted: () => one.open,
    // Models that hear whole turns make words of silence.
    work: () => (voicedMs === 0 ? Promise.resolve(nothing) : decodeAll(decoder, pieces, language)),
    done: answer,
    failed: refuse,
  });
  if (!added) refuse('too many turns wait to be recognised');
}

const nothing: OfflineResult = { text: '', confidence: 0 };

async function decodeAll(
  decoder: OfflineDecoder,
  pieces: readonly Int16Array[],
  language: SpeechLanguage,
): Promise<OfflineResult> {
  const results: OfflineResult[] = [];
  for (const piece of pieces) {
    const samples = Float32Array.from(new Upsampler().push(piece), (sample) => sample / 32_768);
    results.push(await decoder.decode(samples, language));
  }
  const heard = results.filter(({ text }) => text !== '');
  const text = heard.map((result) => result.text).join(language === 'en' ? ' ' : '');
  return { text, confidence: heard.reduce((least, result) => Math.min(least, result.confidence), 1) };
}
