import type { CallOrder } from '../contract/call-order.ts';
import type { CallEnd, InviteAnswer, OutgoingCall, SipAddress, SipBody } from '../telephony/index.ts';
import type { CallInput } from './call-machine.ts';
import type { CallStory } from './call-story.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import { endingOutcome } from './ending-outcome.ts';
import type { RemoteMedia } from './media/media-messages.ts';
import { inviteHead, trunkCredentials } from './outgoing-invite.ts';
import { OwnSession } from './own-session.ts';
import { toldKey } from './told-key.ts';

/** The ports that the media worker opened for the customer's leg. */
export interface CustomerPorts {
  readonly audio: number;
  readonly text: number | null;
}

/**
 * The dialog with the customer of a placed call: what its INVITE says, and what the far end's answers mean to the call's
 * machine. It decides nothing: early media, text that is refused and addresses of a trunk that fail are the machine's.
 */
export class CustomerLine {
  readonly #order: CallOrder;
  readonly #legId: string;
  readonly #around: CallSurroundings;
  readonly #story: CallStory;
  readonly #step: (input: CallInput) => void;
  /** Of the trunk, those not yet tried; the first is the one in use. */
  readonly #addresses: SipAddress[];
  #sip: OutgoingCall | null = null;
  #session: OwnSession | null = null;
  #answered = false;
  #inviteTold = '';

  constructor(
    order: CallOrder,
    legId: string,
    around: CallSurroundings,
    story: CallStory,
    step: (input: CallInput) => void,
  ) {
    this.#order = order;
    this.#legId = legId;
    this.#around = around;
    this.#story = story;
    this.#step = step;
    const { destination } = order;
    this.#addresses = destination.kind === 'trunk' ? [...(around.trunkAddresses?.(destination.trunk) ?? [])] : [];
  }

  /** From now on the trunk's next address is called. */
  nextAddress(): void {
    this.#addresses.shift();
  }

  cancel(): void {
    this.#sip?.cancel();
  }

  bye(): void {
    void this.#sip?.bye();
  }

  invite(ports: CustomerPorts, withText: boolean): void {
    const { sip, mediaAddress, journal, services } = this.#around;
    const { callId, tenantId, destination } = this.#order;
    const trunk = destination.kind === 'trunk' ? destination.trunk : null;
    const session = new OwnSession(sessionIdOf(this.#order), {
      address: mediaAddress,
      port: ports.audio,
      textPort: withText ? ports.text : null,
      codecs: trunk?.codecs ?? ['PCMA', 'PCMU'],
      srtp: trunk?.srtp,
    });
    this.#session = session;
    const [nextHop] = this.#addresses;
    this.#sip = sip.invite(
      {
        ...inviteHead(destination, mediaAddress),
        ...(nextHop ? { nextHop } : {}),
        offer: session.offer(),
        ...(trunk && trunkCredentials(tenantId, trunk, services)),
        onIdentity: (identity) => {
          journal.append({ kind: 'dialog', callId, leg: 'customer', identity, answered: this.#answered });
          if (this.#inviteTold === identity.callId) return;
          this.#inviteTold = identity.callId;
          this.#story.tell({ kind: 'invite-sent', sipCallId: identity.callId });
        },
      },
      {
        progressed: (answer) =>
          this.#step({ kind: 'progressed', status: answer.status, toTag: answer.toTag, media: this.#mediaIn(answer) }),
        answered: (answer) => this.#wasAnswered(answer),
        failed: (answer) => this.#wasRefused(answer),
        answeredLate: () => {
          this.#dialogOver();
          this.#step({ kind: 'answered-late' });
        },
        ended: (end) => this.#farEndLeft(end),
        reoffered: (offer) => this.#reoffered(offer),
        info: () => undefined,
        pressed: (press) => {
          const command = toldKey(this.#legId, press);
          if (command) this.#around.media.send(command);
        },
      },
    );
    this.#around.reach('invite-sent', callId);
  }

  #wasAnswered(answer: InviteAnswer): void {
    this.#answered = true;
    const identity = this.#sip?.identity();
    const { callId } = this.#order;
    if (identity) this.#around.journal.append({ kind: 'dialog', callId, leg: 'customer', identity, answered: true });
    this.#step({ kind: 'answered', status: answer.status, toTag: answer.toTag, media: this.#mediaIn(answer) });
  }

  #wasRefused({ status, reason, reasonPhrase }: InviteAnswer): void {
    const { destination } = this.#order;
    const trunk = destination.kind === 'trunk' ? destination.trunk : null;
    this.#dialogOver();
    this.#step({
      kind: 'failed',
      status,
      q850Cause: q850Of(reason),
      phrase: reasonPhrase,
      trust404: trunk?.trust404 ?? false,
      elsewhere: trunk !== null && this.#addresses.length > 1 && trunk.failoverOn.includes(status),
    });
  }

  #farEndLeft(end: CallEnd): void {
    this.#dialogOver();
    if (end.by === 'local') return;
    const by = end.by === 'remote' ? 'customer' : 'network';
    const outcome = endingOutcome(this.#story.record(), by, null);
    this.#step({ kind: 'far-end-left', by, outcome, q850Cause: q850Of(end.reason), reason: end.detail });
  }

  #dialogOver(): void {
    this.#around.journal.append({ kind: 'dialog-over', callId: this.#order.callId, leg: 'customer' });
  }

  #reoffered(offer: SipBody | null): SipBody | { readonly refuse: number } {
    const answered = this.#session?.answer(offer) ?? { refuse: 488 };
    if ('refuse' in answered) return answered;
    if (answered.media) this.#around.media.send({ kind: 'connect-leg', legId: this.#legId, remote: answered.media });
    return answered.body;
  }

  #mediaIn(answer: InviteAnswer): RemoteMedia | null {
    return (answer.body && this.#session?.agreed(answer.body)) ?? null;
  }
}

function q850Of(reason: { readonly protocol: string; readonly cause: number } | null): number | null {
  return reason?.protocol.toUpperCase() === 'Q.850' ? reason.cause : null;
}

/** The session id of RFC 4566 is digits; the call's own id gives them. */
function sessionIdOf(order: CallOrder): string {
  return String(Number.parseInt(order.callId.slice(-12), 16));
}
