import { framesOf, joined, levelDbfs } from '../../src/audio/index.ts';
import type { Random } from '../../src/foundation/random.ts';
import { voiceCoder, type VoiceCodec } from '../../src/telephony/rtp/voice-coder.ts';

/** What a line does to a sound. */
export interface LineEffects {
  readonly codec: VoiceCodec;
  /** Level of the sound's loud part; its noise stands so many dB below. */
  readonly levelDbfs: number;
  readonly noise: 'none' | 'white' | 'hum' | 'street';
  readonly noiseBelowDb: number;
  /** Share of packets of 20 ms that never come, and are heard as silence. */
  readonly lossShare: number;
}

/** The sound at the far end of such a line, 8 kHz. */
export function overLine(samples: Int16Array, effects: LineEffects, random: Random): Int16Array {
  const gain = 10 ** ((effects.levelDbfs - activeLevelDbfs(samples)) / 20);
  const noise = noiseSource(effects, random);
  const noisy = samples.map((sample) => clamp(sample * gain + noise()));
  return lossy(coded(noisy, effects.codec), effects.lossShare, random);
}

const clamp = (value: number): number => Math.max(-32_768, Math.min(32_767, Math.round(value)));

/** Of the loudest frames: pauses do not count. */
function activeLevelDbfs(samples: Int16Array): number {
  const levels: number[] = [];
  for (let from = 0; from + 160 <= samples.length; from += 160)
    levels.push(levelDbfs(samples.subarray(from, from + 160)));
  return levels.sort((a, b) => b - a)[Math.floor(levels.length / 10)] ?? -96;
}

function noiseSource({ noise, noiseBelowDb, levelDbfs: level }: LineEffects, random: Random): () => number {
  const amplitude = 32_768 * 10 ** ((level - noiseBelowDb) / 20);
  const white = (): number => (random.next() + random.next() + random.next() - 1.5) * 2 * amplitude;
  let at = 0;
  let low = 0;
  switch (noise) {
    case 'none':
      // No line is digitally silent for long: half a step of the coder.
      return () => (random.next() - 0.5) * 8;
    case 'white':
      return white;
    case 'hum':
      return () => amplitude * Math.sin((2 * Math.PI * 100 * at++) / 8000) + white() * 0.3;
    case 'street':
      return () => {
        low += 0.06 * (white() * 4 - low);
        return low * (1 + 0.4 * Math.sin(at++ / 9000)) + white() * 0.2;
      };
  }
}

/** What its codec leaves of it, packet by packet. */
function coded(samples: Int16Array, codec: VoiceCodec): Int16Array {
  const [coder, packet] = [voiceCoder(codec), new Uint8Array(160)];
  const arrived = framesOf(samples).map((frame) => {
    const octets = coder.encode(frame, packet, 0);
    return coder.decode(packet.subarray(0, octets)).slice();
  });
  return joined(arrived).subarray(0, samples.length);
}

function lossy(samples: Int16Array, share: number, random: Random): Int16Array {
  const out = samples.slice();
  for (let from = 0; from < out.length; from += 160) if (random.next() < share) out.fill(0, from, from + 160);
  return out;
}
