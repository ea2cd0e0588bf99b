import { Upsampler } from '../../audio/index.ts';
import type { Engine } from '../engines/engine-server.ts';
import type { EngineReply } from '../link/wire.ts';
import { windowSamples, type DetectorPool, type WindowDetector } from './window-detector.ts';

/** A gap this long between frames begins a new sound: what was heard before says nothing about it. */
const gapMs = 400;
/** Frames of other streams in which a silent one gives its detector back. */
const idleMs = 1_000;

interface Stream {
  readonly id: number;
  readonly reply: (reply: EngineReply) => void;
  upsampler: Upsampler;
  detector: WindowDetector | null;
  readonly window: Float32Array;
  filled: number;
  lastFrameAtMs: number;
}

/** Judges the frames of all calls: 8 kHz frames of 20 ms in, a probability for each window of 32 ms out. */
export function voiceDetectorEngine(pool: DetectorPool): Engine {
  const listening = new Set<Stream>();
  let spareWanted = false;

  const release = (stream: Stream): void => {
    if (stream.detector) pool.takeBack(stream.detector);
    stream.detector = null;
    listening.delete(stream);
  };
  const lend = (stream: Stream): void => {
    stream.detector = pool.lend();
    if (!stream.detector) return;
    listening.add(stream);
    if (spareWanted) return;
    spareWanted = true;
    setImmediate(() => {
      spareWanted = false;
      pool.prepareSpare();
    });
  };
  const accept = (stream: Stream, samples: Int16Array, frameAtMs: number): void => {
    if (frameAtMs - stream.lastFrameAtMs > gapMs) restart(stream, release);
    stream.lastFrameAtMs = frameAtMs;
    for (const other of listening) if (frameAtMs - other.lastFrameAtMs > idleMs) release(other);
    if (!stream.detector) lend(stream);
    if (stream.detector) judge(stream, stream.detector, samples, frameAtMs);
  };

  return {
    connected(reply) {
      const streams = new Map<number, Stream>();
      return {
        received(request) {
          const stream = streams.get(request.id);
          if (request.kind === 'open') streams.set(request.id, newStream(request.id, reply));
          else if (request.kind === 'audio' && stream) accept(stream, request.samples, request.frameAtMs);
          else if (request.kind === 'close' && stream) {
            release(stream);
            streams.delete(request.id);
          }
        },
        closed() {
          for (const stream of streams.values()) release(stream);
          streams.clear();
        },
      };
    },
  };
}

function newStream(id: number, reply: (reply: EngineReply) => void): Stream {
  const window = new Float32Array(windowSamples);
  return { id, reply, upsampler: new Upsampler(), detector: null, window, filled: 0, lastFrameAtMs: -Infinity };
}

function restart(stream: Stream, release: (stream: Stream) => void): void {
  release(stream);
  stream.upsampler = new Upsampler();
  stream.filled = 0;
}

function judge(stream: Stream, detector: WindowDetector, samples: Int16Array, frameAtMs: number): void {
  for (const sample of stream.upsampler.push(samples)) {
    stream.window[stream.filled++] = sample / 32_768;
    if (stream.filled < windowSamples) continue;
    stream.filled = 0;
    const probability = detector.probability(stream.window);
    stream.reply({ kind: 'probability', id: stream.id, frameAtMs, probability });
  }
}
