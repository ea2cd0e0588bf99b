import type { DialogIdentity, IncomingCall, InviteAnswer, Referral } from '../telephony/index.ts';
import type { CallStory } from './call-story.ts';
import type { MediaEvent } from './media/media-messages.ts';

/** Why a telephone is not in the call: the answer it gave, 0 where it was never asked. */
export interface LegRefusal {
  readonly status: number;
  readonly reason: string;
  /** Of a 3xx: where the callee may be found. A call there is a new call, with a permit of its own. */
  readonly redirects?: InviteAnswer['redirects'];
}

/** What a call may ask of whoever is in it: a telephone, or the customer of a robot's call. */
export interface CallLeg {
  readonly id: string;
  /** An extension, a seat, a number: what people call it. */
  readonly party: string;
  readonly isUp: boolean;
  readonly isOver: boolean;
  /** Called us, and was not answered yet. */
  readonly isOffered: boolean;
  /** Its own telephone put us on hold. */
  readonly holdsUs: boolean;
  /** Whether it can go to another call. */
  readonly canMove: boolean;
  /** Null before there is a dialog. */
  identity(): DialogIdentity | null;
  ring(): void;
  /** Lets a caller who was not answered yet hear sound; false where that cannot be. */
  ringEarly?(): boolean;
  accept(): void;
  end(status?: number): void;
  moveTo(owner: LegOwner): void;
  sendDigits(digits: string): void;
  heard(event: MediaEvent): void;
}

/** The call that has a leg now: it is told what the telephone does. */
export interface LegOwner {
  readonly callId: CallStory['callId'];
  tell: CallStory['tell'];
  /** `early`: it sends sound already. */
  rang(leg: CallLeg, early?: boolean): void;
  /** It is there and its sound is agreed. */
  answered(leg: CallLeg): void;
  /** It never was there. */
  refused(leg: CallLeg, refusal: LegRefusal): void;
  /** It was there, or called and gave up; `network`: it was lost. */
  left(leg: CallLeg, by: 'remote' | 'network', reason: string): void;
  /** It put us on hold, or took us back. */
  heldUs(leg: CallLeg, on: boolean): void;
  referred(leg: CallLeg, referral: Referral): void;
  replaced(leg: CallLeg, call: IncomingCall): void;
}
