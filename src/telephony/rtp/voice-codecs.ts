import { opusHere } from './opus/opus-library.ts';
import type { VoiceCodec } from './voice-coder.ts';

/** What an own telephone is offered, best first. Opus comes last: it costs the most, and who has it alone still gets it. */
export const telephoneCodecs: readonly VoiceCodec[] = ['PCMA', 'PCMU', 'G722', 'opus'];

/** Those of them that this machine has; G.711 where none is left. */
export function codecsHere(wanted: readonly VoiceCodec[], hasOpus = opusHere() !== null): readonly VoiceCodec[] {
  const had = wanted.filter((codec) => codec !== 'opus' || hasOpus);
  return had.length > 0 ? had : ['PCMA', 'PCMU'];
}

/** The clock of a codec's timestamps: Opus counts at 48 kHz whatever is in it (RFC 7587 §4.1). */
export const clockRateOf = (codec: VoiceCodec): number => (codec === 'opus' ? 48_000 : 8_000);
