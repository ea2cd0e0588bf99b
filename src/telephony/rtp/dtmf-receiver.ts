import { eventKeys, type TelephoneEvent } from './telephone-event.ts';

export type DtmfReport =
  /** A key went down. */
  | { readonly kind: 'pressed'; readonly digit: string; readonly atMs: number }
  /** It came up again, or nothing more was heard of it. */
  | { readonly kind: 'released'; readonly digit: string; readonly durationMs: number; readonly pressedAtMs: number };

/** Senders repeat an event at least every 50 ms: three missing in a row mean that all its ends were lost. */
const lostAfterMs = 160;
/**
 * No packet of an event is later than this. Whatever its timestamp says, what comes later is another press: a peer's
 * timestamps begin anew with a new source, and some senders begin every event at the same one.
 */
const latestMs = 1_000;
const segmentUnits = 0xffff;

interface Press {
  readonly event: number;
  readonly timestamp: number;
  readonly pressedAtMs: number;
  readonly doneUnits: number;
  readonly duration: number;
  readonly lastAtMs: number;
}

/**
 * Makes one press of the many packets of an RFC 4733 event: lost beginnings, lost ends, repeated ends, ends that come
 * before their beginning, and long presses cut into segments (§2.5.1.3). Pure: times are arguments.
 *
 * ```
 *  idle ──packet──► pressed ──end | silence | another event──► released ──same timestamp──► (ignored)
 * ```
 */
export class DtmfReceiver {
  #press: Press | null = null;
  /** The newest event that is over: its timestamp, and when its last packet came. */
  #done: { readonly timestamp: number; readonly lastAtMs: number } | null = null;

  push(packet: TelephoneEvent & { readonly timestamp: number }, nowMs: number): readonly DtmfReport[] {
    if (packet.event >= eventKeys.length || this.#isOld(packet.timestamp, nowMs)) return [];
    const press = this.#press;
    if (press && this.#belongs(press, packet)) {
      const continues = packet.timestamp !== press.timestamp;
      this.#press = {
        ...press,
        timestamp: packet.timestamp,
        doneUnits: press.doneUnits + (continues ? segmentUnits : 0),
        duration: continues ? packet.duration : Math.max(press.duration, packet.duration),
        lastAtMs: nowMs,
      };
      return packet.end ? [this.#release()] : [];
    }
    const reports: DtmfReport[] = press ? [this.#release()] : [];
    this.#press = { ...packet, pressedAtMs: nowMs, doneUnits: 0, lastAtMs: nowMs };
    reports.push({ kind: 'pressed', digit: eventKeys[packet.event] as string, atMs: nowMs });
    if (packet.end) reports.push(this.#release());
    return reports;
  }

  /** Ends a press whose ends were all lost. */
  tick(nowMs: number): readonly DtmfReport[] {
    return this.#press && nowMs - this.#press.lastAtMs >= lostAfterMs ? [this.#release()] : [];
  }

  #belongs(press: Press, packet: TelephoneEvent & { readonly timestamp: number }): boolean {
    if (packet.event !== press.event) return false;
    const nextSegment = (press.timestamp + segmentUnits) >>> 0;
    return packet.timestamp === press.timestamp || packet.timestamp === nextSegment;
  }

  #isOld(timestamp: number, nowMs: number): boolean {
    const newest = this.#press ?? this.#done;
    if (newest === null || nowMs - newest.lastAtMs > latestMs) return false;
    const ahead = (timestamp - newest.timestamp) | 0;
    return ahead < 0 || (ahead === 0 && this.#press === null);
  }

  #release(): DtmfReport {
    const press = this.#press as Press;
    this.#press = null;
    this.#done = press;
    return {
      kind: 'released',
      digit: eventKeys[press.event] as string,
      durationMs: Math.round((press.doneUnits + press.duration) / 8),
      pressedAtMs: press.pressedAtMs,
    };
  }
}
