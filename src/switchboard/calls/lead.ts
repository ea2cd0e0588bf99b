import type { CallOutcome, HangUpBy } from '../../contract/call-outcome.ts';
import type { CallTarget } from '../../contract/call-target.ts';
import type { MonitorMode } from '../../contract/switchboard-command.ts';
import type { SentOn } from './sent-on.ts';
import type { StageResult } from './stage.ts';

/** Where a call is led: what documents name, and what telephones ask for by feature codes. */
export type Lead =
  | CallTarget
  | { readonly kind: 'own-voicemail'; readonly box: string }
  | { readonly kind: 'park'; readonly place: string }
  | { readonly kind: 'unpark'; readonly place: string }
  /** `extension` null: any that rings in the asker's group. */
  | { readonly kind: 'pick-up'; readonly extension: string | null }
  | { readonly kind: 'monitor'; readonly extension: string; readonly mode: MonitorMode }
  | { readonly kind: 'wish'; readonly wish: ExtensionWish }
  | { readonly kind: 'agent'; readonly state: 'ready' | 'paused' | 'offline' };

/** What an extension asks for itself by its telephone. */
export type ExtensionWish =
  | { readonly kind: 'forward'; readonly to: string | null }
  | { readonly kind: 'do-not-disturb' };

/** Who wants a call led somewhere: what leaves the house is judged as this one's. */
export interface Asker {
  readonly initiator: 'extension' | 'forward' | 'transfer' | 'call-back' | 'api';
  /** The extension whose right it is; null: nobody's, and only documents lead outside. */
  readonly extension: string | null;
  /** Who sent the call on before it came to where it is led now, the first one first. */
  readonly sentOn?: readonly SentOn[];
}

/** How a lead ended, and what a caller who was not answered yet is told. */
export interface LeadEnd extends StageResult {
  readonly status: number;
  readonly outcome: CallOutcome;
  readonly hangUpBy: HangUpBy;
}

/** What whoever leads a call is told. */
export interface LeadEnds {
  /** Somebody, or something, has the call. */
  readonly taken: () => void;
  readonly done: (end: LeadEnd) => void;
}

/** Refused before anybody was asked. */
export function refusal(status: number, reason: string, outcome: CallOutcome = 'failed'): LeadEnd {
  return { taken: false, status, outcome, hangUpBy: 'network', reason };
}

/** Somebody was there, and has left. */
export const wasTaken = (reason: string): LeadEnd => ({
  taken: true,
  status: 200,
  outcome: 'completed',
  hangUpBy: 'seat',
  reason,
});
