import type { VoiceCodec } from './voice-coder.ts';

/** What is known of one direction of a stream. */
export interface StreamFacts {
  readonly codec: VoiceCodec;
  /** 0 to 1, as heard: what came too late is lost too. */
  readonly lostShare: number;
  readonly jitterMs: number;
  /** Null before RTCP has told it. */
  readonly roundTripMs: number | null;
}

/** The rating of a faultless telephone call: all defaults of G.107 (table 3) without any impairment. */
const bestRating = 93.2;
/** Packetising, and a playout buffer of about twice the jitter on top of its least depth. */
const ownDelayMs = 40;
/**
 * How a codec bears random loss (G.113 appendix I): G.711 with concealment 25.1, without 4.3; ours repeats and fades,
 * which lies between. G.722 and Opus are taken at telephone band, where they are heard here; Opus has copies of what is lost.
 */
const lossRobustness: Readonly<Record<VoiceCodec, number>> = { PCMA: 10, PCMU: 10, G722: 10, opus: 20 };

/**
 * How people would rate the stream, 1 (bad) to 4.41 (as good as a telephone gets): the E-model of ITU-T G.107 with its
 * defaults, delay impairment in the two-slope form of Cole and Rosenbluth (2001), loss as in G.107 §3.5 (BurstR = 1).
 */
export function estimateMos({ codec, lostShare, jitterMs, roundTripMs }: StreamFacts): number {
  const delayMs = (roundTripMs ?? 0) / 2 + 2 * jitterMs + ownDelayMs;
  const delayImpairment = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - 177.3);
  const lostPercent = 100 * Math.min(1, Math.max(0, lostShare));
  const lossImpairment = (95 * lostPercent) / (lostPercent + lossRobustness[codec]);
  return mosOfRating(bestRating - delayImpairment - lossImpairment);
}

/** G.107 annex B. */
function mosOfRating(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}
