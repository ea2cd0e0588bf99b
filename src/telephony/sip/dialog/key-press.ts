import type { KeyPress } from '../in-dialog.ts';
import type { SipBody } from '../sip-endpoint.ts';

/** Event codes 10 to 16 of RFC 4733, which some peers write for the key itself. */
const keysByCode: ReadonlyMap<string, string> = new Map([
  ['10', '*'],
  ['11', '#'],
  ['12', 'A'],
  ['13', 'B'],
  ['14', 'C'],
  ['15', 'D'],
  ['16', '!'],
]);

const longestMs = 60_000;

/** The key that an INFO tells of; null where its body is of another kind, or names no key. */
export function keyPressOf({ contentType, content }: SipBody): KeyPress | null {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  // The body is the key alone; some peers write it as in dtmf-relay.
  if (type === 'application/dtmf') return relayed(content) ?? press(content.trim(), undefined);
  return type === 'application/dtmf-relay' ? relayed(content) : null;
}

/** `Signal=5` and `Duration=160`, a line each. */
function relayed(content: string): KeyPress | null {
  const signal = /^[ \t]*signal[ \t]*=[ \t]*(\S+)[ \t]*$/im.exec(content)?.[1];
  const duration = /^[ \t]*duration[ \t]*=[ \t]*(\d{1,6})[ \t]*$/im.exec(content)?.[1];
  return signal === undefined ? null : press(signal, duration);
}

function press(written: string, duration: string | undefined): KeyPress | null {
  const key = keysByCode.get(written) ?? (/^hf$|^flash$/i.test(written) ? '!' : written.toUpperCase());
  if (!/^[0-9*#A-D!]$/.test(key)) return null;
  return { key, durationMs: duration === undefined ? null : Math.min(Number(duration), longestMs) };
}

/** How we tell a key by INFO. */
export function keyPressBody({ key, durationMs }: KeyPress): SipBody {
  return { contentType: 'application/dtmf-relay', content: `Signal=${key}\r\nDuration=${durationMs ?? 160}\r\n` };
}
