import type { SocketEnd } from '../ws/service-socket.ts';
import { isPermanentStatus } from '../http/status.ts';

/** Hearing: nothing came for too long. The same turn, sent in time, would be heard. */
const waitedTooLong = 45_000_081;
/** Too many at once or a second: the service says so with the code of a wrong request. */
const tooMany = /concurrency|qps|too many|rate limit/i;

/**
 * Would the same request be refused again? 45xxxxxx is the asker's fault (a key, a resource, a voice, a parameter), 55xxxxxx the service's
 * ("错误码" in https://www.volcengine.com/docs/6561/1354869 and https://www.volcengine.com/docs/6561/1719100).
 */
export function isPermanentCode(code: number, message: string): boolean {
  return Math.floor(code / 1_000_000) === 45 && code !== waitedTooLong && !tooMany.test(message);
}

export function isPermanentEnd(end: SocketEnd): boolean {
  return end.kind === 'refused' && isPermanentStatus(end.status) && !tooMany.test(end.body);
}
