import type { CallLeg } from '../../call/index.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { LinesDocument } from '../../contract/lines-document.ts';
import { messageOf } from '../../foundation/errors.ts';
import { askPin } from './ask-pin.ts';
import type { HouseCall } from './house-call.ts';
import type { HouseOrder } from './house-order.ts';
import { refusal, type LeadEnd, type LeadEnds } from './lead.ts';
import type { Stage } from './stage.ts';

type Conference = LinesDocument['conferences'][number];

/** What rooms ask of the switchboard. */
export interface RoomParts {
  readonly newCallId: () => CallId;
  /** What a secret reference of a document stands for; rejects where it is not there. */
  readonly secretOf: (reference: string) => Promise<string>;
  readonly open: (order: HouseOrder) => HouseCall | null;
  /** The caller goes over to another call as soon as it is up; `go` says why it could not. */
  readonly joining: (call: HouseCall, ends: LeadEnds, go: (leg: CallLeg) => string | null) => Stage;
  readonly goOver: (from: HouseCall, leg: CallLeg, to: HouseCall, reason: string) => void;
}

/** Conference rooms: each is a call of its own while somebody is in it. A room may have a door, which opens to who knows its digits. */
export class ConferenceRooms {
  readonly #parts: RoomParts;
  readonly #rooms = new Map<string, HouseCall>();

  constructor(parts: RoomParts) {
    this.#parts = parts;
  }

  /** What can be refused before the caller is answered. */
  refusalOf(call: HouseCall, name: string): LeadEnd | null {
    const settings = settingsOf(call, name);
    if (!settings) return refusal(404, `room '${name}' does not exist`);
    return this.#isFull(call.tenantId, settings) ? refusal(486, `room '${name}' is full`, 'busy') : null;
  }

  come(call: HouseCall, name: string, ends: LeadEnds): Stage {
    const { joining, secretOf } = this.#parts;
    const enter = (leg: CallLeg): string | null => this.#enter(call, leg, name);
    const pin = settingsOf(call, name)?.pin;
    if (pin === undefined) return joining(call, ends, enter);
    let door: Stage | null = null;
    let over = false;
    const forget = call.firstParty.whenUp((leg) => {
      ends.taken();
      const knock = (digits: string): void => {
        if (over) return;
        door = askPin(call.line(leg), digits, (right) => {
          door = null;
          if (right) joining(call, ends, enter);
          else ends.done(refusal(403, `the digits of room '${name}' were wrong`, 'rejected'));
        });
      };
      secretOf(pin).then(knock, (error: unknown) => {
        call.around.logger.warn({ room: name, reason: messageOf(error) }, 'the digits of a room could not be read');
        if (!over) ends.done(refusal(480, `the digits of room '${name}' could not be read`));
      });
    });
    return {
      heard: (event) => door?.heard?.(event),
      stop() {
        over = true;
        forget();
        door?.stop();
      },
    };
  }

  #enter(from: HouseCall, leg: CallLeg, name: string): string | null {
    const settings = settingsOf(from, name);
    if (!settings) return `room '${name}' does not exist`;
    if (this.#isFull(from.tenantId, settings)) return `room '${name}' is full`;
    const key = keyOf(from.tenantId, name);
    const known = this.#rooms.get(key);
    const room = known && !known.isOver ? known : this.#open(from, settings);
    if (!room) return 'the program stops';
    this.#rooms.set(key, room);
    this.#parts.goOver(from, leg, room, `went to conference '${name}'`);
    room.admit(leg, 'member');
    return null;
  }

  #isFull(tenantId: TenantId, { name, maxParties }: Conference): boolean {
    return (this.#rooms.get(keyOf(tenantId, name))?.parties.members.length ?? 0) >= maxParties;
  }

  #open(from: HouseCall, { name, record }: Conference): HouseCall | null {
    const { house, caller } = from.order;
    const callId = this.#parts.newCallId();
    return this.#parts.open({
      callId,
      house,
      direction: 'internal',
      trunk: null,
      caller,
      callee: name,
      record,
      room: name,
    });
  }
}

const keyOf = (tenantId: TenantId, name: string): string => `${tenantId}/${name}`;

const settingsOf = (call: HouseCall, name: string): Conference | undefined =>
  call.order.house.lines.conferences.find((one) => one.name === name);
