import { CodedError, messageOf } from '../../../foundation/errors.ts';
import { DigestClient } from '../auth/digest-client.ts';
import { dialogFromAnswer, hopOf, type Dialog } from '../dialog/dialog.ts';
import { formatReplaces } from '../dialog/replaces.ts';
import { minSecOf, timerAgreed, timerRequest } from '../dialog/session-timer.ts';
import type { ReferOrder, ReferReport } from '../in-dialog.ts';
import { field } from '../message/format-message.ts';
import {
  header,
  lists,
  type HeaderField,
  type IncomingRequest,
  type IncomingResponse,
  type SipRequest,
} from '../message/message.ts';
import { quoted } from '../message/parameters.ts';
import { responseTo } from '../message/response-to.ts';
import { bodyOf } from '../message/sip-body.ts';
import { parseSipUri } from '../message/sip-uri.ts';
import type {
  CallEnd,
  DialogIdentity,
  InviteLeave,
  InviteRequest,
  OutgoingCall,
  OutgoingCallListener,
  ReasonHeader,
  SipAddress,
  SipBody,
} from '../sip-endpoint.ts';
import type { ClientTransaction, ClientUser, ServerTransaction } from '../transaction/transaction.ts';
import {
  allowed,
  contactFor,
  supported,
  type AgentContext,
  type DialogOwner,
  type Replaceable,
} from './agent-context.ts';
import { DialogSession } from './dialog-session.ts';
import { extraHeaders } from './extra-headers.ts';
import { ForkAnswers } from './fork-answers.ts';
import { answerWithout, inviteAnswer } from './invite-answer.ts';
import { waysOf } from './invite-ways.ts';
import { listenToSession } from './listen-to-session.ts';
import { enclosed, reasonField, spaced, typeField } from './one-line.ts';
import {
  outgoingCallTable,
  type OutgoingEffect,
  type OutgoingInput,
  type OutgoingState,
} from './outgoing-call-table.ts';
import { isChallenge, sendOnce, withHeaders } from './send-request.ts';

const maxChallenges = 4;

/** An early dialog: one To tag of a provisional answer, with its own numbering of reliable ones (RFC 3262 §4). */
interface EarlyDialog {
  readonly session: DialogSession;
  lastReliable: number | null;
}

/** Runs `outgoingCallTable` for one INVITE and hands what follows the answer to a `DialogSession`. */
export class OutgoingInvite implements OutgoingCall, ClientUser, DialogOwner {
  readonly sipCallId: string;
  readonly #context: AgentContext;
  readonly #request: InviteRequest;
  readonly #listener: OutgoingCallListener;
  readonly #digest: DigestClient;
  readonly #hop: SipAddress;
  readonly #localTag: string;
  readonly #extra: HeaderField[];
  readonly #early = new Map<string, EarlyDialog>();
  #state: OutgoingState = 'calling';
  #sequence = 1;
  #branch = '';
  #challenges = 0;
  /** The session timer that a 422 asked for at the least. */
  #minSec = 0;
  #invite: SipRequest | null = null;
  #transaction: ClientTransaction | null = null;
  #session: DialogSession | null = null;
  #cancelReason: ReasonHeader | undefined;
  #leave: InviteLeave | null = null;
  #stopCancelTimer = (): void => undefined;

  constructor(context: AgentContext, request: InviteRequest, listener: OutgoingCallListener, hop: SipAddress) {
    this.#context = context;
    this.#request = request;
    this.#listener = listener;
    this.#hop = hop;
    this.#digest = new DigestClient(context.random, request.credentials ?? (() => Promise.resolve(null)));
    this.#extra = extraHeaders(request.headers);
    if (request.replaces) this.#extra.push(field('replaces', formatReplaces(request.replaces)));
    this.#localTag = context.random.hex(6);
    this.sipCallId = context.random.hex(12);
  }

  begin(): void {
    const { inviteGuard, dialogs } = this.#context;
    this.#leave = inviteGuard && inviteGuard(this.#request, waysOf(this.#request, this.#hop));
    dialogs.add(this.sipCallId, this.#localTag, this);
    if (inviteGuard && !this.#leave) queueMicrotask(() => this.#feed('no-answer', null, 403));
    else this.#send();
  }

  identity(): DialogIdentity {
    const dialog = this.#session?.dialog ?? [...this.#early.values()].at(-1)?.session.dialog;
    return {
      callId: this.sipCallId,
      localTag: this.#localTag,
      remoteTag: dialog ? dialog.remoteTag : null,
      localUri: this.#request.from.uri,
      remoteUri: this.#request.to,
      remoteTarget: dialog?.remoteTarget ?? this.#request.requestUri,
      routes: dialog?.routes ?? [],
      localSequence: dialog?.localSequence ?? this.#sequence,
      inviteSequence: this.#sequence,
      inviteBranch: this.#branch,
      nextHop: dialog ? hopOf(dialog) : this.#hop,
      inviteUri: this.#request.requestUri,
      inviteHop: this.#hop,
    };
  }

  cancel(reason?: ReasonHeader): void {
    this.#cancelReason = reason;
    this.#feed('cancel', null);
  }

  async bye(reason?: ReasonHeader): Promise<void> {
    if (this.#session) await this.#session.bye(reason);
    else this.cancel(reason);
  }

  async reinvite(offer: SipBody): Promise<SipBody> {
    return this.#answered().offers.reinvite(offer);
  }

  async update(offer?: SipBody): Promise<SipBody | null> {
    const session = this.#session ?? [...this.#early.values()].at(-1)?.session ?? this.#answered();
    return session.offers.update(offer);
  }

  async hold(direction: 'sendonly' | 'inactive' = 'sendonly'): Promise<SipBody> {
    return this.#answered().offers.turn(direction);
  }

  async resume(): Promise<SipBody> {
    return this.#answered().offers.turn('sendrecv');
  }

  async refer(order: ReferOrder, report: (report: ReferReport) => void = () => undefined): Promise<number> {
    return this.#answered().referrals.refer(order, report);
  }

  async info(body: SipBody): Promise<number> {
    return this.#session ? this.#session.info(body) : 481;
  }

  // As user of the INVITE's transaction.

  response(response: IncomingResponse): void {
    if (response.status === 100) this.#feed('1xx', null);
    else if (response.status < 200) this.#provisional(response);
    else if (response.status < 300) this.#feed('2xx', response);
    else if (response.status === 422 && this.#wantsLonger(response)) this.#feed('too-brief', response);
    else if (isChallenge(response.status) && this.#challenges < maxChallenges) this.#feed('challenge', response);
    else this.#feed('refusal', response);
  }

  gaveUp(cause: 'timeout' | 'transport'): void {
    if (this.#state !== 'over') this.#feed('no-answer', null, cause === 'timeout' ? 408 : 503);
  }

  // As owner of the dialogs.

  request(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void {
    const tag = request.envelope.fromTag ?? '';
    const session = this.#session?.dialog.remoteTag === tag ? this.#session : this.#early.get(tag)?.session;
    if (session) session.request(request, transaction, source);
    else transaction.respond(responseTo(request, 481));
  }

  ack(request: IncomingRequest): void {
    this.#session?.ack(request);
  }

  replaceable(remoteTag: string): Replaceable | null {
    const take = this.#listener.replaced?.bind(this.#listener) ?? null;
    if (this.#session?.dialog.remoteTag === remoteTag)
      return { state: this.#session.over ? 'over' : 'established', take };
    return this.#early.has(remoteTag) ? { state: 'early-ours', take } : null;
  }

  stop(): void {
    this.#stopCancelTimer();
    this.#session?.stop();
  }

  #answered(): DialogSession {
    if (!this.#session) throw new CodedError('sip-refused', 'the call is not answered yet', { status: 481 });
    return this.#session;
  }

  /** `status` stands for an answer that there is none of; 487 where we withdrew the call ourselves. */
  #feed(input: OutgoingInput, response: IncomingResponse | null, status = 487): void {
    const row = outgoingCallTable[this.#state][input];
    if (!row) return;
    this.#state = row.next;
    if (row.next === 'over') this.#forget();
    for (const effect of row.effects) this.#perform(effect, response, status);
  }

  #perform(effect: OutgoingEffect, response: IncomingResponse | null, status: number): void {
    switch (effect) {
      case 'report-progress':
        if (response) this.#listener.progressed(inviteAnswer(response));
        break;
      case 'establish':
        this.#leave?.over(true);
        if (response) this.#establish(response);
        break;
      case 'end-late-answer':
        this.#leave?.over(true);
        if (response) this.#forks().end(response, this.#authorization());
        this.#listener.answeredLate();
        break;
      case 'authorize':
        if (response) this.#authorize(response);
        break;
      case 'invite-again':
        this.#sequence++;
        this.#send();
        break;
      case 'send-cancel':
        this.#sendCancel();
        break;
      case 'abandon':
        if (this.#transaction) this.#context.transactions.abandon(this.#transaction);
        break;
      case 'report-failure':
        this.#leave?.over(false);
        this.#listener.failed(response ? inviteAnswer(response) : answerWithout(status));
    }
  }

  #send(): void {
    const { from, to, requestUri, offer } = this.#request;
    const name = from.displayName === undefined ? '' : `${quoted(spaced(from.displayName))} `;
    const request: SipRequest = {
      kind: 'request',
      method: 'INVITE',
      uri: enclosed('Request-URI', requestUri),
      headers: [
        field('max-forwards', '70'),
        field('from', `${name}<${enclosed('From', from.uri)}>;tag=${this.#localTag}`),
        field('to', `<${enclosed('To', to)}>`),
        field('call-id', this.sipCallId),
        field('cseq', `${this.#sequence} INVITE`),
        contactFor(this.#context, this.#hop, parseSipUri(from.uri)?.user ?? null),
        field('allow', allowed),
        field('supported', supported),
        ...timerRequest(this.#context.sessionTimer, this.#minSec, null),
        field('user-agent', this.#context.userAgent),
        ...this.#extra,
        typeField(offer),
      ],
      body: offer.content,
    };
    this.#invite = withHeaders(request, this.#digest.authorize('INVITE', requestUri));
    this.#branch = this.#context.transactions.newBranch();
    this.#request.onIdentity?.(this.identity());
    this.#transaction = this.#context.transactions.request(this.#invite, this.#hop, this, this.#branch);
  }

  #provisional(response: IncomingResponse): void {
    if (this.#state === 'over') return;
    if (this.#takeEarly(response)) this.#feed('1xx', response);
  }

  /** Notes the early dialog and confirms a reliable answer; false for one that was seen or comes out of order. */
  #takeEarly(response: IncomingResponse): boolean {
    const tag = response.envelope.toTag;
    if (tag === null) return true;
    let early = this.#early.get(tag);
    if (!early) {
      early = { session: this.#sessionOf(this.#dialogOf(response)), lastReliable: null };
      this.#early.set(tag, early);
      this.#request.onIdentity?.(this.identity());
    } else early.session.retarget(response);
    const sequence = header(response, 'rseq');
    if (sequence === undefined || !/^\d{1,10}$/.test(sequence) || !lists(response, 'require', '100rel')) return true;
    if (early.lastReliable !== null && Number(sequence) !== early.lastReliable + 1) return false;
    early.lastReliable = Number(sequence);
    if (bodyOf(response)) early.session.offers.settled(this.#request.offer, response);
    void early.session.ask('PRACK', [field('rack', `${sequence} ${response.envelope.sequence} INVITE`)]);
    return true;
  }

  #establish(response: IncomingResponse): void {
    const known = this.#early.get(response.envelope.toTag ?? '')?.session;
    const session = known ?? this.#sessionOf(this.#dialogOf(response));
    session.confirm(this.#dialogOf(response));
    session.offers.settled(this.#request.offer, response);
    session.offers.begin(timerAgreed(response));
    this.#session = session;
    this.#early.clear();
    const forks = this.#forks();
    forks.acknowledge({ ...session.dialog, localSequence: this.#sequence }, this.#authorization());
    this.#invite = null;
    this.#transaction = null;
    this.#request.onIdentity?.(this.identity());
    this.#listener.answered(inviteAnswer(response));
  }

  #forks(): ForkAnswers {
    const forks = new ForkAnswers(this.#context, this.#hop);
    if (this.#transaction) this.#transaction.user = forks;
    return forks;
  }

  #authorization(): readonly HeaderField[] {
    return this.#invite?.headers.filter(({ name }) => name.endsWith('authorization')) ?? [];
  }

  #authorize(response: IncomingResponse): void {
    this.#challenges++;
    this.#early.clear();
    this.#digest.challenged(response).then(
      (mayHelp) => this.#feed(mayHelp ? 'authorized' : 'not-authorized', response),
      (error: unknown) => {
        this.#context.logger.warn({ error: messageOf(error) }, 'sip: no credentials');
        this.#feed('not-authorized', response);
      },
    );
  }

  /** 422 (RFC 4028 §7.3): whether asking again with its Min-SE may help. */
  #wantsLonger(response: IncomingResponse): boolean {
    const minSec = minSecOf(response) ?? 0;
    const more = minSec > this.#minSec;
    this.#minSec = Math.max(minSec, this.#minSec);
    return more && this.#challenges++ < maxChallenges;
  }

  #sendCancel(): void {
    const invite = this.#invite;
    if (!invite) return;
    const kept = new Set(['max-forwards', 'from', 'to', 'call-id', 'route']);
    const headers = invite.headers.filter(({ name }) => kept.has(name));
    headers.push(field('cseq', `${this.#sequence} CANCEL`));
    if (this.#cancelReason) headers.push(reasonField(this.#cancelReason));
    const request: SipRequest = { kind: 'request', method: 'CANCEL', uri: invite.uri, headers, body: '' };
    void sendOnce(this.#context, request, this.#hop, this.#branch);
    const { clock, timers } = this.#context;
    this.#stopCancelTimer = clock.after(64 * timers.t1Ms, () => this.#feed('cancel-timeout', null));
  }

  #dialogOf(response: IncomingResponse): Dialog {
    return dialogFromAnswer(response, this.#request.requestUri, this.#hop);
  }

  #sessionOf(dialog: Dialog): DialogSession {
    const listener = {
      ...listenToSession(() => this.#listener),
      ended: (end: CallEnd) => {
        this.#state = 'over';
        this.#listener.ended(end);
      },
      closed: () => this.#forget(),
    };
    return new DialogSession(this.#context, dialog, this.#digest, listener, 'ours');
  }

  #forget(): void {
    this.#stopCancelTimer();
    this.#early.clear();
    this.#context.dialogs.remove(this.sipCallId, this.#localTag);
  }
}
