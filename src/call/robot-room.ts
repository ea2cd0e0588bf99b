import type { CallOrder } from '../contract/call-order.ts';
import type { CallOutcome, HangUpBy } from '../contract/call-outcome.ts';
import type { LiveParty } from '../contract/live-calls.ts';
import type { DialogIdentity } from '../telephony/index.ts';
import type { CallLeg } from './call-leg.ts';
import type { CallStory } from './call-story.ts';
import type { MediaEvent, MediaPort } from './media/media-messages.ts';

/** Those who join a robot's call: told what happens in it as long as it lasts. */
export interface RoomGuests {
  heard(event: MediaEvent): void;
  /** The robot has handed the customer to a person. */
  seatJoined(seat: CallLeg): void;
  /** That one hung up: what becomes of the customer is theirs to decide. */
  seatLeft(): void;
  /** Everybody in the call, the customer too. */
  parties(): readonly LiveParty[];
  /** The call is over. */
  callOver(): void;
}

/** A robot's call that people may join: listen, take over, lead on. */
export interface RobotRoom {
  readonly order: CallOrder;
  readonly story: CallStory;
  readonly customer: CallLeg;
  /** Whom the robot has handed the customer to. */
  readonly seat: CallLeg | null;
  join(guests: RoomGuests): void;
  /** A person has the customer now, or leads him on: what spoke to him by itself says no more. */
  personJoined(): void;
  /** Ends the call; `outcome` is the one of a customer whom no person had. */
  hangUp(by: HangUpBy, outcome: CallOutcome, reason: string): void;
}

/** A party of a robot's call, whose dialog the robot's call keeps: it goes to no other call. */
export class RobotParty implements CallLeg {
  readonly id: string;
  readonly party: string;
  readonly isOffered = false;
  readonly holdsUs = false;
  readonly #media: Pick<MediaPort, 'send'>;
  readonly #end: () => void;
  #over = false;

  constructor(id: string, party: string, media: Pick<MediaPort, 'send'>, end: () => void) {
    this.id = id;
    this.party = party;
    this.#media = media;
    this.#end = end;
  }

  get isUp(): boolean {
    return !this.#over;
  }

  get isOver(): boolean {
    return this.#over;
  }

  get canMove(): boolean {
    return false;
  }

  identity(): DialogIdentity | null {
    return null;
  }

  ring(): void {
    // It is answered already.
  }

  accept(): void {
    // It is answered already.
  }

  heard(): void {
    // The robot's call hears for it.
  }

  moveTo(): void {
    throw new Error(`leg ${this.id} stays in its call`);
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#end();
  }

  sendDigits(digits: string): void {
    this.#media.send({ kind: 'send-digits', legId: this.id, digits });
  }
}
