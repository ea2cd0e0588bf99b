import { nodeOf, type CallId } from '../contract/ids.ts';
import type { Directory } from '../contract/directory.ts';
import type { Clock } from '../foundation/clock.ts';

/** The directory of a program that runs alone: a map. */
export function oneNodeDirectory(ownNode: string, clock: Clock): Directory {
  const claims = new Map<string, number>();
  return {
    ownNode,
    nodeOfCall: (callId: CallId) => nodeOf(callId),
    nodeOfAddress: (address) => Promise.resolve((claims.get(address) ?? 0) > clock.now() ? ownNode : null),
    claimAddress(address, expiresAtMs) {
      claims.set(address, expiresAtMs);
      return Promise.resolve();
    },
    releaseAddress(address) {
      claims.delete(address);
      return Promise.resolve();
    },
  };
}
