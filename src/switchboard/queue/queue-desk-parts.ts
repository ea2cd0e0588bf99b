import type { CallId, TenantId } from '../../contract/ids.ts';
import type { LiveAgent } from '../../contract/live-calls.ts';
import type { LiveServices, QueueServices } from '../../contract/live-services.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';

export interface QueueDeskParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly services: Pick<LiveServices, 'reserveSeat' | 'releaseSeat'> & QueueServices;
  /** Of a call to an agent for somebody who is called back. */
  readonly newCallId: () => CallId;
  /** Where days begin. */
  readonly utcOffsetMinutes: number;
  readonly tellAgent: (tenantId: TenantId, agent: LiveAgent) => void;
}

export interface Joining {
  readonly callId: CallId;
  readonly queue: string;
  readonly priority?: number;
  readonly skills?: readonly string[];
}

export interface CallBackWanted {
  readonly callId: CallId;
  /** Null: no queue's, for people to see to. */
  readonly queue: string | null;
  readonly number: string;
  readonly priority?: number;
  readonly skills?: readonly string[];
}
