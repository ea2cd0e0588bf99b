import type { CallId } from './ids.ts';

/** Says on which node a thing is. On one node a map; on several a leased table. */
export interface Directory {
  readonly ownNode: string;
  nodeOfCall(callId: CallId): string;
  nodeOfAddress(addressOfRecord: string): Promise<string | null>;
  /** Claims an address of record for this node until `expiresAtMs` (the directory's own clock). */
  claimAddress(addressOfRecord: string, expiresAtMs: number): Promise<void>;
  releaseAddress(addressOfRecord: string): Promise<void>;
}
