import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DtmfReceiver, type DtmfReport } from './dtmf-receiver.ts';
import { DtmfSender, type DtmfSlot } from './dtmf-sender.ts';
import { eventKeys, formatTelephoneEvent, parseTelephoneEvent } from './telephone-event.ts';

interface Timed extends DtmfSlot {
  readonly atMs: number;
}

/** What a sender writes into the 20 ms slots after pressing `keys`. */
function slotsOf(keys: string, sender = new DtmfSender()): Timed[] {
  sender.press(keys);
  const slots: Timed[] = [];
  for (let slot = 0; sender.busy; slot++) {
    const packet = sender.next((0xffff_fe00 + slot * 160) >>> 0);
    if (packet) slots.push({ ...packet, atMs: slot * 20 });
  }
  return slots;
}

function heard(slots: readonly Timed[], receiver = new DtmfReceiver()): DtmfReport[] {
  const reports: DtmfReport[] = [];
  let atMs = 0;
  for (const slot of slots) {
    for (; atMs < slot.atMs; atMs += 20) reports.push(...receiver.tick(atMs));
    const event = parseTelephoneEvent(slot.payload)!;
    reports.push(...receiver.push({ ...event, timestamp: slot.timestamp }, slot.atMs));
  }
  for (const endMs = atMs + 400; atMs < endMs; atMs += 20) reports.push(...receiver.tick(atMs));
  return reports;
}

const digits = (reports: readonly DtmfReport[], kind: DtmfReport['kind'] = 'released'): string =>
  reports.map((report) => (report.kind === kind ? report.digit : '')).join('');

describe('telephone events', () => {
  it('parse to what was formatted', () => {
    const event = fc.record({
      event: fc.integer({ min: 0, max: 255 }),
      end: fc.boolean(),
      duration: fc.integer({ min: 0, max: 0xffff }),
    });
    fc.assert(
      fc.property(event, (one) => {
        expect(parseTelephoneEvent(formatTelephoneEvent(one))).toEqual(one);
      }),
    );
    expect(parseTelephoneEvent(Uint8Array.of(1, 2, 3))).toBeNull();
  });
});

describe('sending keys', () => {
  it('marks the first packet, keeps the timestamp, lets the duration grow and sends the end three times', () => {
    const slots = slotsOf('5');
    const events = slots.map(({ payload }) => parseTelephoneEvent(payload)!);
    expect(slots.map(({ marker }) => marker)).toEqual([true, false, false, false, false, false, false]);
    expect(new Set(slots.map(({ timestamp }) => timestamp)).size).toBe(1);
    expect(events.map(({ duration }) => duration)).toEqual([160, 320, 480, 640, 800, 800, 800]);
    expect(events.map(({ end }) => end)).toEqual([false, false, false, false, true, true, true]);
    expect(events.every(({ event }) => event === 5)).toBe(true);
  });

  it('pauses between keys and leaves out what is no key', () => {
    const slots = slotsOf('1x 2');
    const starts = slots.filter(({ marker }) => marker).map(({ atMs }) => atMs);
    expect(starts).toEqual([0, 200]);
    expect(new DtmfSender().next(0)).toBeNull();
  });
});

describe('receiving keys', () => {
  const keys = fc.array(fc.constantFrom(...eventKeys.split('')), { minLength: 1, maxLength: 8 });

  it('makes one press of each, however many packets', () => {
    fc.assert(
      fc.property(keys, (pressed) => {
        const reports = heard(slotsOf(pressed.join('')));
        expect(digits(reports)).toBe(pressed.join(''));
        expect(digits(reports, 'pressed')).toBe(pressed.join(''));
        expect(reports.every((report) => report.kind !== 'released' || report.durationMs === 100)).toBe(true);
      }),
    );
  });

  it('makes one press of each although packets are lost and doubled, as long as one of each key arrives', () => {
    const fates = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(keys, fates, (pressed, copies) => {
        const all = slotsOf(pressed.join(''));
        const arriving = all.flatMap((slot, index) => Array.from({ length: copies[index]! }, () => slot));
        const present = new Set(arriving.map(({ timestamp }) => timestamp));
        const starts = [...new Set(all.map(({ timestamp }) => timestamp))];
        const wanted = pressed.filter((_, index) => present.has(starts[index]!));
        expect(digits(heard(arriving))).toBe(wanted.join(''));
      }),
    );
  });

  it('ends a press by silence when all its ends are lost, and reports it once', () => {
    const slots = slotsOf('7').slice(0, 3);
    expect(heard(slots)).toEqual([
      { kind: 'pressed', digit: '7', atMs: 0 },
      { kind: 'released', digit: '7', durationMs: 60, pressedAtMs: 0 },
    ]);
  });

  it('ends a press when the next begins', () => {
    const [first, , , , , , , ...second] = slotsOf('34');
    expect(digits(heard([first!, ...second]))).toBe('34');
  });

  it('ignores packets that come after the end, and events that are no keys', () => {
    const slots = slotsOf('8');
    const late = { ...slots[1]!, atMs: 300 };
    expect(digits(heard([...slots, late]))).toBe('8');
    const flash = { ...slots[0]!, payload: formatTelephoneEvent({ event: 16, end: true, duration: 400 }) };
    expect(heard([flash])).toEqual([]);
  });

  it('takes a long press in segments for one (RFC 4733 §2.5.1.3)', () => {
    const receiver = new DtmfReceiver();
    const reports: DtmfReport[] = [];
    for (let units = 160; units <= 0xffff + 1600; units += 160) {
      const inFirst = units <= 0xffff;
      const event = {
        event: 4,
        end: false,
        timestamp: inFirst ? 0 : 0xffff,
        duration: inFirst ? units : units - 0xffff,
      };
      reports.push(...receiver.push(event, units / 8));
    }
    reports.push(...receiver.push({ event: 4, end: true, timestamp: 0xffff, duration: 1600 }, 8500));
    expect(reports).toEqual([
      { kind: 'pressed', digit: '4', atMs: 20 },
      { kind: 'released', digit: '4', durationMs: Math.round((0xffff + 1600) / 8), pressedAtMs: 20 },
    ]);
  });

  it('hears a later press whose timestamp is the same or before, as of a new source', () => {
    const press = slotsOf('3');
    const again = press.map((slot) => ({ ...slot, atMs: slot.atMs + 2_000 }));
    const before = press.map((slot) => ({ ...slot, timestamp: slot.timestamp - 80_000, atMs: slot.atMs + 4_000 }));
    expect(digits(heard([...press, ...again, ...before]))).toBe('333');
  });

  it('hears the same key twice when it is pressed twice', () => {
    expect(digits(heard(slotsOf('11')))).toBe('11');
  });
});
