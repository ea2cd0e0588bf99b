import { Upsampler } from '../../audio/index.ts';
import type { Engine } from '../engines/engine-server.ts';
import type { EngineReply } from '../link/wire.ts';
import type { StreamingDecoder } from './streaming-decoder.ts';

/** Streams decoded in one step: more would be cheaper still, and hold the thread too long (113 ms for 32). */
export const mostInBatch = 8;
/** Silence after the last word, which streaming models need to let go of it. */
export const tailSamples = 8_000;

interface Heard<Stream> {
  readonly id: number;
  readonly reply: (reply: EngineReply) => void;
  stream: Stream;
  upsampler: Upsampler;
  lastFrameAtMs: number;
  partial: string;
  hasSound: boolean;
  finishing: boolean;
}

/**
 * Recognises for all calls with one model: sound is queued in its stream, streams that can go a step are decoded in
 * batches between turns of the event loop. Partials when the text changes, a final after `finish`; then the stream
 * begins anew.
 */
export function recognizerEngine<Stream>(decoder: StreamingDecoder<Stream>): Engine {
  const heard = new Set<Heard<Stream>>();
  let pumping = false;

  const wake = (): void => {
    if (pumping) return;
    pumping = true;
    setImmediate(pump);
  };
  const pump = (): void => {
    pumping = false;
    const ready = [...heard].filter((one) => decoder.isReady(one.stream)).slice(0, mostInBatch);
    if (ready.length > 0) decoder.decode(ready.map((one) => one.stream));
    for (const one of ready) {
      // Whoever was served goes to the end of the row.
      heard.delete(one);
      heard.add(one);
      tellPartial(one, decoder);
    }
    for (const one of heard) if (one.finishing && !decoder.isReady(one.stream)) tellFinal(one, decoder);
    if ([...heard].some((one) => decoder.isReady(one.stream))) wake();
  };

  return {
    connected(reply) {
      const mine = new Map<number, Heard<Stream>>();
      return {
        received(request) {
          const one = mine.get(request.id);
          if (request.kind === 'open') {
            const opened = begin(request.id, reply, decoder);
            mine.set(request.id, opened);
            heard.add(opened);
          } else if (one && request.kind === 'audio') accept(one, decoder, request.samples, request.frameAtMs);
          else if (one && request.kind === 'finish') finish(one, decoder);
          else if (one && request.kind === 'close') {
            mine.delete(request.id);
            heard.delete(one);
          }
          wake();
        },
        closed() {
          for (const one of mine.values()) heard.delete(one);
        },
      };
    },
  };
}

function begin<Stream>(
  id: number,
  reply: (reply: EngineReply) => void,
  decoder: StreamingDecoder<Stream>,
): Heard<Stream> {
  const fresh = { partial: '', hasSound: false, finishing: false, lastFrameAtMs: 0 };
  return { id, reply, stream: decoder.createStream(), upsampler: new Upsampler(), ...fresh };
}

function accept<Stream>(
  one: Heard<Stream>,
  decoder: StreamingDecoder<Stream>,
  samples: Int16Array,
  frameAtMs: number,
): void {
  // A new turn began before the old one's last words were decoded: they are told first.
  if (one.finishing) drain(one, decoder);
  one.lastFrameAtMs = frameAtMs;
  one.hasSound = true;
  decoder.accept(
    one.stream,
    Float32Array.from(one.upsampler.push(samples), (sample) => sample / 32_768),
  );
}

function finish<Stream>(one: Heard<Stream>, decoder: StreamingDecoder<Stream>): void {
  if (one.finishing) return;
  if (!one.hasSound) {
    one.reply({ kind: 'final', id: one.id, frameAtMs: one.lastFrameAtMs, confidence: 0, text: '' });
    return;
  }
  decoder.accept(one.stream, new Float32Array(tailSamples));
  decoder.inputFinished(one.stream);
  one.finishing = true;
}

function drain<Stream>(one: Heard<Stream>, decoder: StreamingDecoder<Stream>): void {
  while (decoder.isReady(one.stream)) decoder.decode([one.stream]);
  tellFinal(one, decoder);
}

function tellPartial<Stream>(one: Heard<Stream>, decoder: StreamingDecoder<Stream>): void {
  const { text } = decoder.result(one.stream);
  if (text === one.partial || one.finishing) return;
  one.partial = text;
  one.reply({ kind: 'partial', id: one.id, frameAtMs: one.lastFrameAtMs, text });
}

function tellFinal<Stream>(one: Heard<Stream>, decoder: StreamingDecoder<Stream>): void {
  const { text, confidence } = decoder.result(one.stream);
  one.reply({
    kind: 'final',
    id: one.id,
    frameAtMs: one.lastFrameAtMs,
    confidence: text === '' ? 0 : confidence,
    text,
  });
  one.stream = decoder.createStream();
  one.upsampler = new Upsampler();
  one.partial = '';
  one.hasSound = false;
  one.finishing = false;
}
