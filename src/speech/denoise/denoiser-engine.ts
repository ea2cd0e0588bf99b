import { Downsampler, Upsampler } from '../../audio/index.ts';
import type { Engine } from '../engines/engine-server.ts';
import type { EngineReply } from '../link/wire.ts';

/** Cleans one voice at a time at 16 kHz; it may hold back what it still needs. */
export interface Denoiser {
  /** As many samples as are ready, −1 to 1. */
  run(samples: Float32Array): Float32Array;
  /** Forgets the voice. */
  reset(): void;
}

/** A gap this long between frames begins a new sound. */
const gapMs = 400;
/** A voice that is silent so long, by other voices' frames, gives its denoiser back. */
const idleMs = 1_000;
/** What a denoiser holds back at the most, in samples at 16 kHz: so much silence goes ahead, so that each frame gives one. */
const heldBack = 512;

interface Voice {
  readonly id: number;
  readonly reply: (reply: EngineReply) => void;
  cleaning: Cleaning | null;
  lastFrameAtMs: number;
}

/**
 * Takes noise out of voices: for each frame of 20 ms at 8 kHz one comes back, 35 ms late. It cleans at most `mostVoices` at a
 * time, each in a denoiser of its own: the first one is loaded already, the others when they are needed. One more voice is
 * refused, and is heard as it comes.
 */
export function denoiserEngine(first: Denoiser, load: () => Denoiser, mostVoices: number): Engine {
  const free = [first];
  let loaded = 1;
  const heard = new Set<Voice>();

  const release = (voice: Voice): void => {
    heard.delete(voice);
    if (voice.cleaning) free.push(voice.cleaning.denoiser);
    voice.cleaning = null;
  };
  const take = (voice: Voice, frameAtMs: number): Cleaning | null => {
    if (free.length === 0) for (const other of heard) if (frameAtMs - other.lastFrameAtMs > idleMs) release(other);
    let denoiser = free.pop();
    if (!denoiser) {
      if (loaded >= mostVoices) return null;
      denoiser = load();
      loaded++;
    }
    heard.add(voice);
    voice.cleaning = new Cleaning(denoiser);
    return voice.cleaning;
  };
  const clean = (voice: Voice, samples: Int16Array, frameAtMs: number): boolean => {
    if (voice.cleaning && frameAtMs - voice.lastFrameAtMs > gapMs) release(voice);
    const cleaning = voice.cleaning ?? take(voice, frameAtMs);
    if (!cleaning) return false;
    voice.lastFrameAtMs = frameAtMs;
    voice.reply({ kind: 'chunk', id: voice.id, samples: cleaning.push(samples) });
    return true;
  };

  return {
    connected(reply) {
      const voices = new Map<number, Voice>();
      return {
        received(request) {
          const { id } = request;
          const voice = voices.get(id);
          if (request.kind === 'open') voices.set(id, { id, reply, cleaning: null, lastFrameAtMs: -Infinity });
          else if (request.kind === 'audio' && voice) {
            if (clean(voice, request.samples, request.frameAtMs)) return;
            voices.delete(id);
            reply({ kind: 'refused', id, reason: `${mostVoices} voices are cleaned already` });
          } else if (request.kind === 'close' && voice) {
            release(voice);
            voices.delete(id);
          }
        },
        closed() {
          for (const voice of voices.values()) release(voice);
          voices.clear();
        },
      };
    },
  };
}

/** One voice in one denoiser. */
class Cleaning {
  readonly denoiser: Denoiser;
  readonly #up = new Upsampler();
  readonly #down = new Downsampler();
  #ready = new Int16Array(heldBack);

  constructor(denoiser: Denoiser) {
    denoiser.reset();
    this.denoiser = denoiser;
  }

  push(samples: Int16Array): Int16Array {
    const wide = Float32Array.from(this.#up.push(samples), (sample) => sample / 32_768);
    const cleaned = Int16Array.from(this.denoiser.run(wide), toSample);
    const all = new Int16Array(this.#ready.length + cleaned.length);
    all.set(this.#ready);
    all.set(cleaned, this.#ready.length);
    this.#ready = all.slice(wide.length);
    return this.#down.push(all.slice(0, wide.length));
  }
}

const toSample = (value: number): number => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));
