import { SrtpReceiver } from './srtp-receiver.ts';
import { SrtpSender } from './srtp-sender.ts';
import type { SrtpKeys } from './srtp-suite.ts';

/** One medium under SRTP (RFC 3711): what goes out is sealed with our key, what comes in opened with the peer's. */
export interface SrtpSession {
  readonly keys: SrtpKeys;
  readonly sender: SrtpSender;
  readonly receiver: SrtpReceiver;
}

/**
 * The session for `keys`. A key that was in use goes on where it was: its rollover counter and replay window live as
 * long as it does, whichever way the other key changes. Throws a RangeError where a key is not as long as its suite wants.
 */
export function srtpFor(current: SrtpSession | null, keys: SrtpKeys | null): SrtpSession | null {
  if (!keys) return null;
  const { suite, sendKey, receiveKey } = keys;
  const before = current?.keys.suite === suite ? current : null;
  const sender = before?.keys.sendKey === sendKey ? before.sender : new SrtpSender(suite, sendKey);
  const receiver = before?.keys.receiveKey === receiveKey ? before.receiver : new SrtpReceiver(suite, receiveKey);
  return before?.sender === sender && before.receiver === receiver ? before : { keys, sender, receiver };
}
