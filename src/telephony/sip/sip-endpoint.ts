import type { DialPermit } from '../../contract/dial-permit.ts';
import type { KeyPress, RedirectTarget, Referral, ReferOrder, ReferReport, ReplacedDialog } from './in-dialog.ts';

/**
 * The door of our SIP stack as calls, trunks and the simulator see it: one endpoint listens on UDP and TCP, places and
 * takes calls. Bodies are opaque here (SDP is `../sdp`); retransmission, PRACK, ACK, authentication and forks are inside.
 */
export interface SipAddress {
  readonly host: string;
  readonly port: number;
  readonly transport: SipTransport;
  /**
   * The connection that leads there (the flow of RFC 5626): a plain value, to be kept with a registration and given back
   * as next hop. It carries as long as it is open. Once it is closed, UDP, TCP and TLS go to `host` and `port`, and WS
   * and WSS fail: nobody can connect to a browser. Set on what comes in by a connection that the peer opened.
   */
  readonly flow?: string;
}

export type SipTransport = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';

export interface SipBody {
  readonly contentType: string;
  readonly content: string;
}

export interface SipCredentials {
  readonly username: string;
  readonly password: string;
}

export interface ReasonHeader {
  readonly protocol: string;
  readonly cause: number;
  readonly text: string;
}

/** All that is needed to end a dialog that another process began: kept in the journal. */
export interface DialogIdentity {
  readonly callId: string;
  readonly localTag: string;
  /** Null before an answer named the dialog. */
  readonly remoteTag: string | null;
  readonly localUri: string;
  readonly remoteUri: string;
  /** Where in-dialog requests go (the peer's Contact), or the request URI before there is one. */
  readonly remoteTarget: string;
  readonly routes: readonly string[];
  readonly localSequence: number;
  /** The INVITE's own sequence number and branch: what a CANCEL must repeat. */
  readonly inviteSequence: number;
  readonly inviteBranch: string;
  readonly nextHop: SipAddress;
  /** Request URI and way of the INVITE itself, which a CANCEL repeats; `remoteTarget` and `nextHop` where absent. */
  readonly inviteUri?: string;
  readonly inviteHop?: SipAddress;
}

export interface InviteRequest {
  readonly requestUri: string;
  readonly from: { readonly uri: string; readonly displayName?: string };
  readonly to: string;
  /** Where to send it; from the request URI where absent. */
  readonly nextHop?: SipAddress;
  readonly headers?: Readonly<Record<string, string>>;
  /** The call whose place this one takes at the callee (attended transfer). */
  readonly replaces?: ReplacedDialog;
  readonly offer: SipBody;
  readonly credentials?: () => Promise<SipCredentials | null>;
  /** Called with the identity just before the INVITE is first written to the wire; again when an answer changes it. */
  readonly onIdentity?: (identity: DialogIdentity) => void;
  /** Leave to call by a trunk: the endpoint's `InviteGuard` asks for it. */
  readonly permit?: DialPermit;
}

/** What an INVITE that may leave is watched by: `answered` false, and it may be repeated elsewhere. */
export interface InviteLeave {
  over(answered: boolean): void;
}

/**
 * Asked before an INVITE leaves, whoever placed it; null refuses it with 403, and nothing is sent. `ways`: where it is sent
 * and, where it carries routes, where it would be sent on.
 */
export type InviteGuard = (request: InviteRequest, ways: readonly SipAddress[]) => InviteLeave | null;

/** A provisional or final answer to our INVITE. `body` holds SDP where there was any. */
export interface InviteAnswer {
  readonly status: number;
  readonly reasonPhrase: string;
  readonly toTag: string | null;
  readonly body: SipBody | null;
  readonly reason: ReasonHeader | null;
  readonly retryAfterSec: number | null;
  /** Of a 3xx: where the callee may be found, the best first. Never followed by itself. */
  readonly redirects?: readonly RedirectTarget[];
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

export type CallEnd = {
  readonly by: 'local' | 'remote' | 'network';
  readonly reason: ReasonHeader | null;
  /** For `network`: time-out, transport error, 481. */
  readonly detail: string;
};

/** Common to calls in both directions once there is a dialog. */
export interface SipDialog {
  readonly sipCallId: string;
  identity(): DialogIdentity;
  /** Ends an established call with BYE. Resolves when it was answered or given up. */
  bye(reason?: ReasonHeader): Promise<void>;
  /** Offers a changed session; resolves to the answer body, rejects with the status where refused. */
  reinvite(offer: SipBody): Promise<SipBody>;
  /**
   * Offers a changed session by UPDATE (RFC 3311), which needs no answered call; without an offer it says that the call
   * lives. Resolves to the answer where there was an offer; rejects as `reinvite` does.
   */
  update(offer?: SipBody): Promise<SipBody | null>;
  /** Offers our side once more as `sendonly` (they hear us, we do not listen) or `inactive`; resolves to their answer. */
  hold(direction?: 'sendonly' | 'inactive'): Promise<SipBody>;
  /** Takes the hold back: `sendrecv`. */
  resume(): Promise<SipBody>;
  /** Asks the peer to call somebody else; resolves to its answer (202, or a refusal), `report` hears how that call goes. */
  refer(order: ReferOrder, report?: (report: ReferReport) => void): Promise<number>;
  info(body: SipBody): Promise<number>;
}

export interface OutgoingCall extends SipDialog {
  /** Gives up before an answer; a 200 that crosses it is acknowledged and ended inside, and reported as `answeredLate`. */
  cancel(reason?: ReasonHeader): void;
}

export interface OutgoingCallListener {
  /** Each 18x, from each early dialog (tell them apart by `toTag`). 100 is not reported. */
  progressed(answer: InviteAnswer): void;
  /** The one 2xx that made the call; other forks' are ended inside. Already acknowledged. */
  answered(answer: InviteAnswer): void;
  /** A final answer that is no 2xx, a time-out (408) or transport failure (503), after authentication was tried. */
  failed(answer: InviteAnswer): void;
  answeredLate(): void;
  /** The established call is over. */
  ended(end: CallEnd): void;
  /** The peer changes the session: return the answer, or a status to refuse with (488). The call goes on either way. */
  reoffered(offer: SipBody | null): SipBody | { readonly refuse: number };
  /** The answer to the offer that `reoffered(null)` made, or to our own made once more to refresh the session. */
  reanswered?(answer: SipBody): void;
  /** What INFO brought; keys only where `pressed` is absent. */
  info(body: SipBody): void;
  /** A key, told by INFO (`application/dtmf-relay`, `application/dtmf`): once for each press. */
  pressed?(press: KeyPress): void;
  /** The peer wants us to call somebody else. Without it a REFER is declined with 603. */
  referred?(referral: Referral): void;
  /**
   * A call that shall take the place of this one (INVITE with Replaces, RFC 3891): to be trusted as little as any new
   * call; where it is, accept it and say BYE to this one. Without it such an INVITE is declined with 603.
   */
  replaced?(call: IncomingCall): void;
}

export interface IncomingCall extends SipDialog {
  readonly requestUri: string;
  readonly from: string;
  readonly to: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly offer: SipBody | null;
  readonly source: SipAddress;
  /** Sends 180 or 183; reliably (PRACK) where the peer requires or `reliable` asks and it supports it. */
  progress(
    status: number,
    options?: {
      readonly body?: SipBody;
      readonly reliable?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
      /** Another early dialog, as a forking proxy shows. */ readonly toTag?: string;
    },
  ): void;
  /** Resolves when the ACK came; rejects where none did (the call is then ended). */
  accept(body: SipBody, headers?: Readonly<Record<string, string>>): Promise<void>;
  reject(
    status: number,
    options?: {
      readonly reasonPhrase?: string;
      readonly reason?: ReasonHeader;
      /** Several values of one name become several fields, as challenges need. */
      readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    },
  ): void;
  listen(listener: IncomingCallListener): void;
}

export interface IncomingCallListener {
  /** Cancelled before we answered; 487 was sent. */
  cancelled(reason: ReasonHeader | null): void;
  ended(end: CallEnd): void;
  reoffered(offer: SipBody | null): SipBody | { readonly refuse: number };
  /** The answer to the offer that `reoffered(null)` made, or to our own made once more to refresh the session. */
  reanswered?(answer: SipBody): void;
  /** What INFO brought; keys only where `pressed` is absent. */
  info(body: SipBody): void;
  /** A key, told by INFO (`application/dtmf-relay`, `application/dtmf`): once for each press. */
  pressed?(press: KeyPress): void;
  /** The peer wants us to call somebody else. Without it a REFER is declined with 603. */
  referred?(referral: Referral): void;
  /**
   * A call that shall take the place of this one (INVITE with Replaces, RFC 3891): to be trusted as little as any new
   * call; where it is, accept it and say BYE to this one. Without it such an INVITE is declined with 603.
   */
  replaced?(call: IncomingCall): void;
}

export type RegistrationState =
  | { readonly state: 'registering' }
  | { readonly state: 'registered'; readonly expiresSec: number }
  | { readonly state: 'refused'; readonly status: number; readonly reasonPhrase: string }
  | { readonly state: 'unreachable'; readonly reason: string };

/** A REGISTER as it came. Header names are lower-case. */
export interface RegisterRequest {
  readonly requestUri: string;
  readonly to: string;
  readonly callId: string;
  readonly sequence: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly source: SipAddress;
}

export interface RegisterAnswer {
  readonly status: number;
  readonly reasonPhrase?: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** Who answers REGISTER requests; `registrar/` is ours. */
export interface RegisterTaker {
  /** False: whatever comes from there is dropped unread. Asked for every message, so it must be quick. */
  hears(source: SipAddress): boolean;
  /** Null: no answer at all. A rejection is answered with 503. */
  register(request: RegisterRequest): Promise<RegisterAnswer | null>;
  /** Nothing can be sent there any more. */
  lost(peer: SipAddress): void;
}

/** A text outside calls (RFC 3428). */
export interface MessageOrder {
  readonly requestUri: string;
  /** URIs. */
  readonly from: string;
  readonly to: string;
  readonly body: SipBody;
  /** Where to send it; from the request URI where absent. */
  readonly nextHop?: SipAddress;
  readonly headers?: Readonly<Record<string, string>>;
  readonly credentials?: () => Promise<SipCredentials | null>;
}

export interface IncomingMessage {
  readonly requestUri: string;
  /** `From` and `To` as written. */
  readonly from: string;
  readonly to: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: SipBody;
  readonly source: SipAddress;
}

/** What a request is answered with: 200 takes it, 401 with its challenge asks who that is. */
export interface RequestVerdict {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export interface SubscriptionAsked {
  readonly event: 'dialog' | 'message-summary';
  /** Request URI: whose state is asked for. */
  readonly resource: string;
  /** `From` as written. */
  readonly from: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly source: SipAddress;
}

/** A call as those who watch an address see it (RFC 4235 §4.1). Tags and Call-ID let a watcher pick it up. */
export interface WatchedDialog {
  /** The same for one call as long as it lasts. */
  readonly id: string;
  readonly state: 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';
  readonly direction?: 'initiator' | 'recipient';
  readonly callId?: string;
  readonly localTag?: string;
  readonly remoteTag?: string;
  readonly localUri?: string;
  readonly remoteUri?: string;
}

/** Counts of a mailbox (RFC 3842). */
export interface MessageSummary {
  readonly newVoice: number;
  readonly oldVoice: number;
  readonly newUrgent?: number;
  readonly oldUrgent?: number;
}

/** The states that subscriptions tell of, by request URI of the SUBSCRIBE. */
export interface EventStates {
  /** May it be watched? Asked again at each refresh. A rejection is answered with 500. */
  permit(asked: SubscriptionAsked): RequestVerdict | Promise<RequestVerdict>;
  dialogs(resource: string): readonly WatchedDialog[];
  messages(resource: string): MessageSummary;
  /** Calls `changed` whenever the state becomes another, until the returned function is called. */
  watch(event: SubscriptionAsked['event'], resource: string, changed: () => void): () => void;
}

export interface SipEndpoint {
  /** Addresses listened on, ports filled in. */
  readonly addresses: readonly SipAddress[];
  invite(request: InviteRequest, listener: OutgoingCallListener): OutgoingCall;
  /** Takes new calls; without it they get 480. */
  onInvite(listener: (call: IncomingCall) => void): void;
  /** Sends OPTIONS; resolves to the status, 408 when nothing answers. */
  options(uri: string, nextHop?: SipAddress): Promise<InviteAnswer>;
  /** Sends a text; resolves to the status, 408 when nothing answers. */
  message(order: MessageOrder): Promise<InviteAnswer>;
  /** Takes texts from outside calls; without it they get 405. */
  onMessage(taker: (message: IncomingMessage) => RequestVerdict | Promise<RequestVerdict>): void;
  /** Serves subscriptions (RFC 6665) to `dialog` and `message-summary`; without it they get 489. */
  serveEvents(states: EventStates): void;
  /** Registers and keeps registered until closed; reports each change. */
  register(
    registrar: {
      readonly address: SipAddress;
      readonly addressOfRecord: string;
      readonly credentials: () => Promise<SipCredentials | null>;
      readonly expiresSec: number;
    },
    report: (state: RegistrationState) => void,
  ): { close(): Promise<void> };
  /** Hands REGISTER requests to a registrar (`serveRegistrar` makes ours); without one they get 405. */
  serveRegister(taker: RegisterTaker): void;
  /** Ends a dialog that an earlier process left: CANCEL and, where it was answered, BYE. Resolves when the peer agreed or 8 s passed. */
  endOrphan(identity: DialogIdentity, answered: boolean): Promise<void>;
  /** Stops listening; waits for no transaction. */
  close(): Promise<void>;
}
