import type { TenantId } from '../contract/ids.ts';
import {
  isBrowserOffer,
  isBrowserTransport,
  telephoneCodecs,
  type SrtpMode,
  type VoiceCodec,
} from '../telephony/index.ts';
import type {
  DialogIdentity,
  IncomingCall,
  IncomingCallListener,
  OutgoingCall,
  RemoteMedia,
  SipBody,
} from '../telephony/index.ts';
import type { CallLeg, LegOwner } from './call-leg.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import { headOf, type LegWay, type ShownCaller } from './leg-way.ts';
import type { LegRole, MediaEvent } from './media/media-messages.ts';
import { trunkCredentials } from './outgoing-invite.ts';
import { OwnSession, type OwnMedia } from './own-session.ts';
import { toldKey } from './told-key.ts';

interface LegOptions {
  /** Unique; begins with the id of the call it is born in: `<call>/<name>`. */
  readonly id: string;
  readonly tenantId: TenantId;
  /** An extension, a seat, a number: what people call it. */
  readonly party: string;
  readonly role: LegRole;
  readonly srtp?: SrtpMode | undefined;
  /** In order of preference: of a trunk that calls us. `telephoneCodecs` where absent. */
  readonly codecs?: readonly VoiceCodec[] | undefined;
  /** Called once when its part is over: what it held of a trunk is given back. */
  readonly over?: (how: { readonly answered: boolean; readonly status: number }) => void;
}

/**
 * One telephone's part in a call: its dialog, its session, its port. It belongs to one call at a time and can go to another.
 *
 * ```
 *   incoming   offered ──accept──▶ up ──hang-up──▶ over
 *                 └──reject, given up──────────────▶ over
 *   outgoing   opening ──port──▶ invited ──200──▶ up ──hang-up──▶ over
 *                 └──no port────────┴──refused, cancelled──────────▶ over
 * ```
 */
export class Leg implements CallLeg {
  readonly id: string;
  readonly tenantId: TenantId;
  readonly party: string;
  readonly role: LegRole;
  readonly #options: LegOptions;
  readonly #around: CallSurroundings;
  #owner: LegOwner;
  #phase: 'opening' | 'offered' | 'invited' | 'up' | 'over' = 'opening';
  #incoming: IncomingCall | null = null;
  #outgoing: OutgoingCall | null = null;
  #session: OwnSession | null = null;
  #port: number | null = null;
  /** Of a browser's leg: how our end is found and known. */
  #ice: OwnMedia['ice'];
  #onPort: (() => void) | null = null;
  #held = false;
  #rang = false;
  /** What a caller was told of its session before it was answered: the same is said with the answer. */
  #early: { readonly body: SipBody; readonly media: RemoteMedia | null } | null = null;
  /** Of the last refusal. */
  #status = 0;
  #inviteTold = '';

  private constructor(options: LegOptions, around: CallSurroundings, owner: LegOwner, browser: boolean) {
    this.id = options.id;
    this.tenantId = options.tenantId;
    this.party = options.party;
    this.role = options.role;
    this.#options = options;
    this.#around = around;
    this.#owner = owner;
    const { id: legId, role } = options;
    const { mediaAddress: bindAddress } = around;
    const transport = browser ? ({ transport: 'browser' } as const) : {};
    around.media.send({
      kind: 'open-leg',
      callId: owner.callId,
      legId,
      role,
      bindAddress,
      text: false,
      roams: true,
      ...transport,
    });
  }

  /** A telephone that calls us; nothing is answered yet. */
  static taking(incoming: IncomingCall, options: LegOptions, around: CallSurroundings, owner: LegOwner): Leg {
    const { offer, source } = incoming;
    const leg = new Leg(options, around, owner, offer ? isBrowserOffer(offer) : isBrowserTransport(source.transport));
    leg.#phase = 'offered';
    leg.#incoming = incoming;
    incoming.listen(leg.#inDialog({ cancelled: () => leg.#gone('remote', 'the caller gave up') }));
    return leg;
  }

  /** Calls a telephone. Of a trunk that has several addresses the next is tried where one fails (the same attempt). */
  static calling(
    way: LegWay,
    caller: ShownCaller,
    options: LegOptions,
    around: CallSurroundings,
    owner: LegOwner,
  ): Leg {
    const browser = way.kind === 'phone' && isBrowserTransport(way.contact.received.transport);
    const leg = new Leg(options, around, owner, browser);
    leg.#onPort = () => leg.#invite(way, caller, 0);
    return leg;
  }

  get isUp(): boolean {
    return this.#phase === 'up';
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  get isOffered(): boolean {
    return this.#phase === 'offered';
  }

  get holdsUs(): boolean {
    return this.#held;
  }

  get canMove(): boolean {
    return this.#phase !== 'over';
  }

  identity(): DialogIdentity | null {
    return this.#dialog()?.identity() ?? null;
  }

  /** Tells a caller that it rings. */
  ring(): void {
    if (this.#phase === 'offered') this.#incoming?.progress(180);
  }

  /** As `ring`, with a session: the caller hears what we send. A browser waits for the answer. */
  ringEarly(): boolean {
    const incoming = this.#incoming;
    if (this.#phase !== 'offered' || !incoming?.offer || this.#port === null || this.#ice) return false;
    if (this.#early) return true;
    const answer = this.#openSession(this.#port, this.#codecs).answer(incoming.offer);
    if ('refuse' in answer) return false;
    this.#early = answer;
    incoming.progress(183, { body: answer.body });
    this.#connect(answer.media);
    return true;
  }

  /** Answers a caller as soon as its port is open. */
  accept(): void {
    if (this.#phase !== 'offered') return;
    if (this.#port === null) this.#onPort = () => this.accept();
    else this.#accept(this.#port);
  }

  /** Ends its part, however far it came; a caller not yet answered is refused with `status`. Nothing is told after. */
  end(status = 480): void {
    const phase = this.#phase;
    this.#close();
    if (phase === 'offered') this.#incoming?.reject(status);
    else if (phase === 'invited') this.#outgoing?.cancel();
    else if (phase === 'up') void this.#dialog()?.bye();
  }

  /** Goes to another call, sound and all. */
  moveTo(owner: LegOwner): void {
    const { journal, media } = this.#around;
    journal.append({ kind: 'dialog-over', callId: this.#owner.callId, leg: this.id });
    this.#owner = owner;
    this.#keepDialog();
    media.send({ kind: 'move-leg', legId: this.id, toCallId: owner.callId });
  }

  sendDigits(digits: string): void {
    this.#around.media.send({ kind: 'send-digits', legId: this.id, digits });
  }

  heard(event: MediaEvent): void {
    if (!('legId' in event) || event.legId !== this.id || this.#phase === 'over') return;
    if (event.kind === 'leg-opened') {
      this.#port = event.port;
      this.#ice = event.ice;
      this.#onPort?.();
      this.#onPort = null;
    } else if (event.kind === 'leg-failed') {
      if (this.#phase === 'up') return this.#lost(event.reason);
      const reason = `no media port: ${event.reason}`;
      this.end(503);
      this.#owner.refused(this, { status: 503, reason });
    } else if (event.kind === 'media-timeout' && this.#phase === 'up' && !this.#held)
      this.#lost(`no sound came in for ${Math.round(event.silentMs / 1000)} s`);
  }

  #lost(reason: string): void {
    void this.#dialog()?.bye();
    this.#gone('network', reason);
  }

  #dialog(): IncomingCall | OutgoingCall | null {
    return this.#outgoing ?? this.#incoming;
  }

  #close(): void {
    if (this.#phase === 'over') return;
    const answered = this.#phase === 'up';
    this.#phase = 'over';
    this.#onPort = null;
    this.#around.media.send({ kind: 'close-leg', legId: this.id });
    this.#options.over?.({ answered, status: answered ? 200 : this.#status });
  }

  #gone(by: 'remote' | 'network', reason: string): void {
    if (this.#phase === 'over') return;
    this.#close();
    this.#owner.left(this, by, reason);
  }

  #keepDialog(): void {
    const identity = this.identity();
    const { callId } = this.#owner;
    if (identity) this.#around.journal.append({ kind: 'dialog', callId, leg: this.id, identity, answered: this.isUp });
  }

  get #codecs(): readonly VoiceCodec[] {
    return this.#options.codecs ?? telephoneCodecs;
  }

  #openSession(port: number, codecs: readonly VoiceCodec[]): OwnSession {
    const { mediaAddress: address } = this.#around;
    const { srtp } = this.#options;
    const ice = this.#ice;
    this.#session = new OwnSession(String(port), { address, port, textPort: null, codecs, srtp, ...(ice && { ice }) });
    return this.#session;
  }

  #connect(remote: RemoteMedia | null): void {
    if (!remote) return;
    this.#around.media.send({ kind: 'connect-leg', legId: this.id, remote });
    const held = remote.direction === 'recvonly' || remote.direction === 'inactive';
    if (held === this.#held) return;
    this.#held = held;
    if (this.#phase === 'up') this.#owner.heldUs(this, held);
  }

  #accept(port: number): void {
    const incoming = this.#incoming;
    if (!incoming) return;
    const answer = this.#early ?? this.#openSession(port, this.#codecs).answer(incoming.offer);
    if ('refuse' in answer) {
      this.end(answer.refuse);
      return this.#owner.refused(this, { status: answer.refuse, reason: 'the caller shares no codec with us' });
    }
    this.#phase = 'up';
    void incoming.accept(answer.body).catch(() => this.#gone('network', 'no ACK came'));
    if (!this.#early) this.#connect(answer.media);
    this.#keepDialog();
    this.#owner.answered(this);
  }

  #invite(way: LegWay, caller: ShownCaller, address: number): void {
    const port = this.#port ?? 0;
    const trunk = way.kind === 'trunk' ? way.destination.trunk : null;
    const addresses = trunk ? (this.#around.trunkAddresses?.(trunk) ?? []) : [];
    const session = this.#openSession(port, trunk?.codecs ?? this.#codecs);
    const more = addresses.length - 1 > address;
    this.#phase = 'invited';
    const nextHop = addresses[address];
    const request = {
      ...headOf(way, caller, this.party, this.#around.mediaAddress),
      ...(nextHop ? { nextHop } : {}),
      ...(way.kind === 'trunk' && trunkCredentials(this.tenantId, way.destination.trunk, this.#around.services)),
      offer: session.offer(),
      onIdentity: (identity: DialogIdentity) => {
        const { callId } = this.#owner;
        this.#around.journal.append({ kind: 'dialog', callId, leg: this.id, identity, answered: false });
        if (this.#inviteTold === identity.callId) return;
        this.#inviteTold = identity.callId;
        this.#owner.tell({ kind: 'invite-sent', sipCallId: identity.callId });
      },
    };
    this.#outgoing = this.#around.sip.invite(request, {
      ...this.#inDialog({ cancelled: () => undefined }),
      progressed: ({ status, body }) => {
        if (status > 100 && this.#phase === 'invited') this.#progressed(body && session.agreed(body));
      },
      answered: ({ body }) => this.#wasAnswered(body && session.agreed(body)),
      failed: ({ status, reasonPhrase, redirects }) => {
        this.#dialogOver();
        this.#status = status;
        if (this.#phase === 'over') return;
        if (!this.#rang && more && trunk?.failoverOn.includes(status)) return this.#invite(way, caller, address + 1);
        this.#close();
        this.#owner.refused(this, { status, reason: `${status} ${reasonPhrase}`, ...(redirects && { redirects }) });
      },
      answeredLate: () => this.#dialogOver(),
    });
  }

  /** Rings, or sends sound: it is heard by those whom the call lets hear it. */
  #progressed(remote: RemoteMedia | null): void {
    this.#rang = true;
    if (remote) this.#around.media.send({ kind: 'connect-leg', legId: this.id, remote });
    this.#owner.rang(this, remote !== null);
  }

  #wasAnswered(remote: RemoteMedia | null): void {
    if (this.#phase !== 'invited') return void this.#outgoing?.bye();
    if (!remote) {
      void this.#outgoing?.bye();
      this.#close();
      return this.#owner.refused(this, { status: 488, reason: 'it shares no codec with us' });
    }
    this.#phase = 'up';
    this.#connect(remote);
    this.#keepDialog();
    this.#owner.answered(this);
  }

  #dialogOver(): void {
    this.#around.journal.append({ kind: 'dialog-over', callId: this.#owner.callId, leg: this.id });
  }

  /** What both kinds of dialog tell alike. */
  #inDialog({ cancelled }: Pick<IncomingCallListener, 'cancelled'>): IncomingCallListener {
    return {
      cancelled,
      ended: ({ by, detail }) => {
        this.#dialogOver();
        if (by !== 'local') this.#gone(by, detail === '' ? 'it hung up' : detail);
      },
      reoffered: (offer) => this.#reoffered(offer),
      reanswered: (answer) => this.#connect(this.#session?.agreed(answer) ?? null),
      info: () => undefined,
      pressed: (press) => {
        const command = toldKey(this.id, press);
        if (command) this.#around.media.send(command);
      },
      referred: (referral) => this.#owner.referred(this, referral),
      replaced: (call) => this.#owner.replaced(this, call),
    };
  }

  /** Hold, resume, another codec or port: each telephone settles that with us alone. */
  #reoffered(offer: SipBody | null): SipBody | { readonly refuse: number } {
    const answer = this.#session?.answer(offer) ?? { refuse: 488 };
    if ('refuse' in answer) return answer;
    this.#connect(answer.media);
    return answer.body;
  }
}
