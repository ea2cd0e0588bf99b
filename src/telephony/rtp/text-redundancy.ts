/**
 * Redundant data in one packet (RFC 2198 §3): older blocks first, each with a header, the primary last.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |1|  block PT   |  timestamp offset (14)    | block length (10) |  for each older block
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0|  block PT   |                                                  for the primary
 * +-+-+-+-+-+-+-+-+
 * ```
 */
export interface RedundantBlock {
  readonly timestampOffset: number;
  readonly data: Uint8Array;
}

export interface RedundantPayload {
  /** Oldest first. */
  readonly older: readonly RedundantBlock[];
  readonly primary: Uint8Array;
}

export const maxBlockBytes = 1023;
export const maxTimestampOffset = 16_383;

/** Null where the lengths do not fit. */
export function parseRedundancy(payload: Uint8Array): RedundantPayload | null {
  const headers: { readonly timestampOffset: number; readonly length: number }[] = [];
  let offset = 0;
  for (; offset < payload.length && (payload[offset] as number) & 0x80; offset += 4) {
    if (offset + 4 >= payload.length) return null;
    const rest =
      ((payload[offset + 1] as number) << 16) |
      ((payload[offset + 2] as number) << 8) |
      (payload[offset + 3] as number);
    headers.push({ timestampOffset: rest >> 10, length: rest & maxBlockBytes });
  }
  if (offset >= payload.length) return null;
  offset++;
  const older: RedundantBlock[] = [];
  for (const { timestampOffset, length } of headers) {
    if (offset + length > payload.length) return null;
    older.push({ timestampOffset, data: payload.subarray(offset, offset + length) });
    offset += length;
  }
  return { older, primary: payload.subarray(offset) };
}

export function formatRedundancy({ older, primary }: RedundantPayload, blockPayloadType: number): Uint8Array {
  const dataBytes = older.reduce((sum, block) => sum + block.data.length, primary.length);
  const bytes = new Uint8Array(older.length * 4 + 1 + dataBytes);
  let offset = 0;
  for (const { timestampOffset, data } of older) {
    const rest = (timestampOffset << 10) | data.length;
    bytes.set([0x80 | blockPayloadType, rest >> 16, (rest >> 8) & 0xff, rest & 0xff], offset);
    offset += 4;
  }
  bytes[offset++] = blockPayloadType;
  for (const data of [...older.map((block) => block.data), primary]) {
    bytes.set(data, offset);
    offset += data.length;
  }
  return bytes;
}
