import { Upsampler } from '../../audio/index.ts';
import { systemClock } from '../../foundation/clock.ts';
import type { Engine } from '../engines/engine-server.ts';
import type { EngineReply } from '../link/wire.ts';
import { VoiceMemory, windowSamples, type JudgeWindows, type VoiceWindow } from './window-detector.ts';

/** A gap this long between frames begins a new sound: what was heard before says nothing about it. */
const gapMs = 400;
/** Frames of other streams in which a silent one gives its place back. */
const idleMs = 1_000;
/** Windows wait so long for others: a run of many is cheaper, and each answer wakes a media worker. */
const gatherMs = 15;

interface Stream {
  readonly id: number;
  readonly reply: (reply: EngineReply) => void;
  upsampler: Upsampler;
  memory: VoiceMemory;
  window: Float32Array;
  filled: number;
  lastFrameAtMs: number;
}

/** A window that waits to be judged with others. */
interface Waiting extends VoiceWindow {
  readonly stream: Stream;
  readonly frameAtMs: number;
}

/**
 * Judges the frames of all calls: 8 kHz frames of 20 ms in, a probability for each window of 32 ms out. Windows that come together
 * are judged together. Of more than `mostVoices` voices at a time the last to begin hear nothing: calls judge those by level.
 */
export function voiceDetectorEngine(
  judge: JudgeWindows,
  mostVoices: number,
  later: (task: () => void) => void = (task) => void systemClock.after(gatherMs, task),
): Engine {
  const heard = new Set<Stream>();
  let waiting: Waiting[] = [];

  const judgeAll = (): void => {
    while (waiting.length > 0) {
      const voices = new Set<Stream>();
      const now = waiting.filter(({ stream }) => !voices.has(stream) && voices.add(stream));
      waiting = waiting.filter((window) => !now.includes(window));
      const probabilities = judge(now);
      for (const [at, { stream, frameAtMs }] of now.entries())
        stream.reply({ kind: 'probability', id: stream.id, frameAtMs, probability: probabilities[at] ?? 0 });
    }
  };
  const forget = (stream: Stream): void => {
    heard.delete(stream);
    waiting = waiting.filter((window) => window.stream !== stream);
  };
  const hasPlace = (stream: Stream, frameAtMs: number): boolean => {
    if (heard.has(stream)) return true;
    for (const other of heard) if (frameAtMs - other.lastFrameAtMs > idleMs) heard.delete(other);
    if (heard.size >= mostVoices) return false;
    heard.add(stream);
    return true;
  };
  const accept = (stream: Stream, samples: Int16Array, frameAtMs: number): void => {
    if (frameAtMs - stream.lastFrameAtMs > gapMs) beginAnew(stream);
    stream.lastFrameAtMs = frameAtMs;
    if (!hasPlace(stream, frameAtMs)) return;
    for (const sample of stream.upsampler.push(samples)) {
      stream.window[stream.filled++] = sample / 32_768;
      if (stream.filled < windowSamples) continue;
      if (waiting.length === 0) later(judgeAll);
      waiting.push({ stream, frameAtMs, samples: stream.window, memory: stream.memory });
      stream.window = new Float32Array(windowSamples);
      stream.filled = 0;
    }
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
            forget(stream);
            streams.delete(request.id);
          }
        },
        closed() {
          for (const stream of streams.values()) forget(stream);
          streams.clear();
        },
      };
    },
  };
}

function newStream(id: number, reply: (reply: EngineReply) => void): Stream {
  return {
    id,
    reply,
    upsampler: new Upsampler(),
    memory: new VoiceMemory(),
    window: new Float32Array(windowSamples),
    filled: 0,
    lastFrameAtMs: -Infinity,
  };
}

function beginAnew(stream: Stream): void {
  stream.upsampler = new Upsampler();
  stream.memory = new VoiceMemory();
  stream.filled = 0;
}
