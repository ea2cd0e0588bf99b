/** The two telephone codecs of ITU-T G.711, 8 000 samples a second, one byte each. RTP payload types 8 and 0 (RFC 3551 §6). */
export type G711Codec = 'PCMA' | 'PCMU';

/** The byte that decodes to (almost) nothing: what a silent line sends. */
export const g711Silence: Readonly<Record<G711Codec, number>> = { PCMA: 0xd5, PCMU: 0xff };

/** A-law with every even bit inverted, as sent: segment and four bits of mantissa (G.711 table 1). */
function decodeAlawByte(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code >> 4) & 7;
  const mantissa = ((code & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? mantissa : (mantissa + 0x100) << (segment - 1);
  return code & 0x80 ? magnitude : -magnitude;
}

/** µ-law with all bits inverted, as sent: a bias of 33 in 14-bit units, 132 in ours (G.711 table 2). */
function decodeUlawByte(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 0x0f) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return code & 0x80 ? -magnitude : magnitude;
}

function encodeAlawSample(sample: number): number {
  const magnitude = (sample < 0 ? ~sample : sample) >> 3;
  const segment = magnitude < 0x20 ? 0 : 27 - Math.clz32(magnitude);
  const mantissa = segment === 0 ? magnitude >> 1 : (magnitude >> segment) & 0x0f;
  return ((sample < 0 ? 0 : 0x80) | (segment << 4) | mantissa) ^ 0x55;
}

function encodeUlawSample(sample: number): number {
  const magnitude = Math.min(sample < 0 ? -sample : sample, 32_635) + 0x84;
  const segment = 24 - Math.clz32(magnitude);
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff;
}

const decodeTables: Readonly<Record<G711Codec, Int16Array>> = {
  PCMA: Int16Array.from({ length: 256 }, (_, byte) => decodeAlawByte(byte)),
  PCMU: Int16Array.from({ length: 256 }, (_, byte) => decodeUlawByte(byte)),
};

/** A-law never looks at the last three bits: a table without them stays in the processor's nearest cache. */
const unusedBits: Readonly<Record<G711Codec, number>> = { PCMA: 3, PCMU: 0 };

/** Indexed by the sample as an unsigned 16-bit number, without the bits that are not used. */
const encodeTables: Readonly<Record<G711Codec, Uint8Array>> = {
  PCMA: Uint8Array.from({ length: 65_536 >> unusedBits.PCMA }, (_, bits) =>
    encodeAlawSample((bits << (16 + unusedBits.PCMA)) >> 16),
  ),
  PCMU: Uint8Array.from({ length: 65_536 }, (_, bits) => encodeUlawSample((bits << 16) >> 16)),
};

/** Decodes to 16-bit PCM at 8 kHz, into `into` from `offset` where it is given. */
export function decodeG711(
  codec: G711Codec,
  bytes: Uint8Array,
  into: Int16Array = new Int16Array(bytes.length),
  offset = 0,
): Int16Array {
  const table = decodeTables[codec];
  for (let index = 0; index < bytes.length; index++) into[offset + index] = table[bytes[index] as number] as number;
  return into;
}

/** Encodes 16-bit PCM at 8 kHz, into `into` from `offset` where it is given. */
export function encodeG711(
  codec: G711Codec,
  samples: Int16Array,
  into: Uint8Array = new Uint8Array(samples.length),
  offset = 0,
): Uint8Array {
  const table = encodeTables[codec];
  const unused = unusedBits[codec];
  for (let index = 0; index < samples.length; index++)
    into[offset + index] = table[((samples[index] as number) & 0xffff) >> unused] as number;
  return into;
}
