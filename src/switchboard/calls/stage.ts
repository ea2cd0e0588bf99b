import type { CallStory, CallSurroundings, MediaEvent } from '../../call/index.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { LinesDocument } from '../../contract/lines-document.ts';

/** One tenant, as its telephones and callers see it. */
export interface House {
  readonly tenantId: TenantId;
  readonly domain: string;
  readonly lines: LinesDocument;
}

/** The first party of a call and what a stage may do with it. */
export interface StageLine {
  readonly callId: CallId;
  readonly tenantId: TenantId;
  /** The first party's. */
  readonly legId: string;
  /** E.164, an extension, or empty where withheld. */
  readonly caller: string;
  readonly called: string;
  /** As it was when the call came: what is changed meanwhile is for the next call. */
  readonly house: House;
  readonly around: CallSurroundings;
  readonly tell: CallStory['tell'];
}

/** How a stage ended. `taken`: somebody was there, and the first party is still on the line. */
export interface StageResult {
  readonly taken: boolean;
  readonly reason: string;
}

/** What is done for the first party of a call now: a flow, a queue, a voicemail box, a robot. */
export interface Stage {
  /** Media events of all the call's legs. */
  heard?(event: MediaEvent): void;
  /** The first party is gone or was taken elsewhere; nothing is told after. */
  stop(): void;
}
