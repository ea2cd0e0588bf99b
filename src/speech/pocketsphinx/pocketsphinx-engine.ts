import type { Engine } from '../engines/engine-server.ts';
import type { EngineReply } from '../link/wire.ts';
import type { ClosedSetDecoder, ClosedSetModel } from './closed-set-decoder.ts';
import { DecoderPool } from './decoder-pool.ts';
import { grammarOf, type Grammar } from './grammar.ts';
import { leastConfidence } from './judge-hypothesis.ts';

/** A guess is asked for each time that much sound has come: 100 ms. */
export const samplesBetweenPartials = 800;

interface Heard {
  readonly id: number;
  readonly reply: (reply: EngineReply) => void;
  /** Null: nothing that could be heard is expected. */
  grammar: Grammar | null;
  /** Lent from the first sound of a turn to its end. */
  decoder: ClosedSetDecoder | null;
  lastFrameAtMs: number;
  samplesSincePartial: number;
  partial: string;
}

/**
 * Recognises what is in each stream's closed set, as the sound comes, so that the final follows `finish` at once. Speech that is
 * not in the set gets a final without text. With nothing expected every final is empty; a stream whose phrases cannot be
 * pronounced, or that begins a turn when every decoder is at work, is refused.
 */
export function pocketSphinxEngine(model: ClosedSetModel, mostVoices: number): Engine {
  const pool = new DecoderPool(model, mostVoices);
  return {
    connected(reply) {
      const mine = new Map<number, Heard>();
      const refuse = (one: Heard, reason: string): void => {
        leave(one, pool);
        mine.delete(one.id);
        one.reply({ kind: 'refused', id: one.id, reason });
      };
      const expect = (one: Heard, phrases: readonly string[]): void => {
        const { grammar, dropped } = grammarOf(phrases, model.pronunciations);
        one.grammar = grammar;
        if (!grammar && dropped.length > 0)
          refuse(
            one,
            `no phrase can be heard: the dictionary lacks characters of '${dropped.slice(0, 3).join("', '")}'`,
          );
      };
      return {
        received(request) {
          const one = mine.get(request.id);
          if (request.kind === 'open') {
            const opened = stream(request.id, reply);
            mine.set(request.id, opened);
            if (request.options.language === 'cmn') expect(opened, request.options.expected ?? []);
            else refuse(opened, `the closed set is heard in Mandarin, not in '${request.options.language}'`);
          } else if (!one) return;
          else if (request.kind === 'audio') {
            one.lastFrameAtMs = request.frameAtMs;
            if (!accept(one, request.samples, pool)) refuse(one, `all ${mostVoices} decoders are at work`);
          } else if (request.kind === 'finish') finish(one, pool);
          else if (request.kind === 'expect') expect(one, request.phrases);
          else if (request.kind === 'close') {
            leave(one, pool);
            mine.delete(one.id);
          }
        },
        closed() {
          for (const one of mine.values()) leave(one, pool);
          mine.clear();
        },
      };
    },
  };
}

function stream(id: number, reply: (reply: EngineReply) => void): Heard {
  return { id, reply, grammar: null, decoder: null, lastFrameAtMs: 0, samplesSincePartial: 0, partial: '' };
}

/** False: every decoder is lent. */
function accept(one: Heard, samples: Int16Array, pool: DecoderPool): boolean {
  if (!one.decoder) {
    if (!one.grammar) return true;
    one.decoder = pool.lend(one.grammar);
    if (!one.decoder) return false;
  }
  one.decoder.accept(samples);
  one.samplesSincePartial += samples.length;
  if (one.samplesSincePartial >= samplesBetweenPartials) tellPartial(one, one.decoder);
  return true;
}

/** Guesses are judged as answers are: noise must not look like words, which might interrupt the robot. */
function tellPartial(one: Heard, decoder: ClosedSetDecoder): void {
  one.samplesSincePartial = 0;
  const { text, confidence } = decoder.soFar();
  if (confidence < leastConfidence || text === '' || text === one.partial) return;
  one.partial = text;
  one.reply({ kind: 'partial', id: one.id, frameAtMs: one.lastFrameAtMs, text });
}

function finish(one: Heard, pool: DecoderPool): void {
  const { text, confidence } = one.decoder?.end() ?? { text: '', confidence: 0 };
  if (one.decoder) pool.giveBack(one.decoder);
  reset(one);
  const believed = confidence >= leastConfidence ? text : '';
  one.reply({ kind: 'final', id: one.id, frameAtMs: one.lastFrameAtMs, confidence, text: believed });
}

function leave(one: Heard, pool: DecoderPool): void {
  if (!one.decoder) return;
  one.decoder.abandon();
  pool.giveBack(one.decoder);
  reset(one);
}

function reset(one: Heard): void {
  one.decoder = null;
  one.partial = '';
  one.samplesSincePartial = 0;
}
