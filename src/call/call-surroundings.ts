import type { CallId, TenantId } from '../contract/ids.ts';
import type { LiveServices } from '../contract/live-services.ts';
import type { Trunk } from '../contract/lines-document.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';
import type { RegisteredContact, SipAddress, SipEndpoint } from '../telephony/index.ts';
import type { Journal } from './journal.ts';
import type { MediaPort } from './media/media-messages.ts';

/** Moments at which tests kill the program, to see what survives. */
export type CrashPoint = 'invite-sent' | 'ringing' | 'talking' | 'bye-sent';

/** What every live call is given: the doors below it, and the services it may ask. */
export interface CallSurroundings {
  readonly sip: SipEndpoint;
  readonly media: MediaPort;
  readonly services: LiveServices;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The address written into our session descriptions and bound for sound. */
  readonly mediaAddress: string;
  /** Recordings go to `<recordingsFolder>/<call id>`. */
  readonly recordingsFolder: string;
  /** An installed recogniser model, or null: keys and real-time text only. */
  readonly recognizer: string | null;
  readonly utcOffsetMinutes: number;
  /** Where a trunk is now, best first; its proxy as written where absent or empty. A call keeps what it was told first. */
  readonly trunkAddresses?: (trunk: Trunk) => readonly SipAddress[];
  /** The telephones registered at an extension now; none where absent: then no seat can sit at one. */
  readonly phonesOf?: (tenantId: TenantId, extension: string) => readonly RegisteredContact[];
  /** Called as each crash point is reached. */
  reach(point: CrashPoint, callId: CallId): void;
}

/** How long a call waits for an answer of `LiveServices` before it goes on without. */
export const servicesDeadlineMs = 3_000;
