/**
 * The payload of a named telephone event (RFC 4733 §2.3): the keys 0–9 * # A–D are events 0–15.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     event     |E|R| volume    |          duration             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export interface TelephoneEvent {
  readonly event: number;
  readonly end: boolean;
  /** In timestamp units, 8 a millisecond, from the packet's timestamp on. */
  readonly duration: number;
}

/** Under which payload type we offer keys. Whoever answers with another one may still send them as this (RFC 3264 §5.1). */
export const offeredEventType = 101;

/** The same for keys that count at 48 kHz, beside Opus. */
export const offeredWideEventType = 102;

export const eventKeys = '0123456789*#ABCD';

/** `clockRateHz`: at which the payload tells durations; ours is 8 kHz. */
export function parseTelephoneEvent(payload: Uint8Array, clockRateHz = 8_000): TelephoneEvent | null {
  if (payload.length < 4) return null;
  const [event, flags, high, low] = payload as unknown as readonly [number, number, number, number];
  return { event, end: (flags & 0x80) !== 0, duration: Math.round(((high * 256 + low) * 8_000) / clockRateHz) };
}

export function formatTelephoneEvent({ event, end, duration }: TelephoneEvent): Uint8Array {
  const volume = 10;
  return Uint8Array.of(event, (end ? 0x80 : 0) | volume, duration >> 8, duration & 0xff);
}

/** The same event for a peer whose clock is another. */
export function eventAtClock(payload: Uint8Array, clockRateHz = 8_000): Uint8Array {
  const event = clockRateHz === 8_000 ? null : parseTelephoneEvent(payload);
  if (!event) return payload;
  return formatTelephoneEvent({ ...event, duration: Math.min(0xffff, (event.duration * clockRateHz) / 8_000) });
}
