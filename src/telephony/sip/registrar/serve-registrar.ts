import { Emitter } from '../../../foundation/emitter.ts';
import { messageOf } from '../../../foundation/errors.ts';
import { silentLogger, type Logger } from '../../../foundation/logger.ts';
import { DigestServer } from '../auth/digest-server.ts';
import { field } from '../message/format-message.ts';
import { parseNameAddress } from '../message/name-address.ts';
import { parseSipUri } from '../message/sip-uri.ts';
import type {
  IncomingCall,
  RegisterAnswer,
  RegisterRequest,
  RegisterTaker,
  RequestVerdict,
  SipAddress,
  SipEndpoint,
} from '../sip-endpoint.ts';
import { applyRegister, type BindingChange } from './apply-register.ts';
import { byPreference, contactOf, type Binding } from './binding.ts';
import { LocationTable } from './location-table.ts';
import { NameScan } from './name-scan.ts';
import { isRefusal, readRegister, refusal, unescaped } from './read-register.ts';
import { registrarLimits, type RegistrarLimits } from './registrar-limits.ts';
import type {
  ProvenRequest,
  RegisteredContact,
  RemovalCause,
  SipAccount,
  SipRegistrar,
  SipRegistrarEvents,
  SipRegistrarOptions,
} from './sip-registrar.ts';
import { sourceKey, SourceTable } from './source-table.ts';
import { algorithmsFor } from './stumbling-phones.ts';

const sweepMs = 1_000;

/** Answers the endpoint's REGISTER requests, keeps who is where, and proves who calls. */
export function serveRegistrar(endpoint: SipEndpoint, options: SipRegistrarOptions): SipRegistrar {
  const registrar = new Registrar(options);
  endpoint.serveRegister(registrar);
  return registrar;
}

/** Whom a To or From names: `user@domain`, and the realm to ask for, ours or not. */
interface Named {
  readonly user: string;
  readonly domain: string | null;
  readonly realm: string;
  readonly addressOfRecord: string;
}

/** What a judged request is answered with: credentials wanted (`challenges`), or nothing at all. */
type Judgement =
  | { readonly account: SipAccount }
  | { readonly account: null; readonly challenges: readonly string[] }
  | { readonly account: null; readonly challenges: null };

class Registrar implements SipRegistrar, RegisterTaker {
  readonly #options: SipRegistrarOptions;
  readonly #limits: RegistrarLimits;
  readonly #logger: Logger;
  readonly #digest: DigestServer;
  readonly #sources: SourceTable;
  readonly #scan = new NameScan();
  readonly #table = new LocationTable();
  readonly #events: Emitter<SipRegistrarEvents>;
  #stopSweeping: (() => void) | null = null;
  #closed = false;

  constructor(options: SipRegistrarOptions) {
    this.#options = options;
    this.#limits = { ...registrarLimits, ...options.limits };
    this.#logger = options.logger ?? silentLogger;
    this.#digest = new DigestServer(options);
    this.#sources = new SourceTable(options.sources);
    this.#events = new Emitter((error) =>
      this.#logger.error({ error: messageOf(error) }, 'sip: a listener of the registrar failed'),
    );
  }

  get size(): number {
    return this.#table.size;
  }

  contactsOf(addressOfRecord: string): readonly RegisteredContact[] {
    const nowMs = this.#nowMs();
    return this.#table
      .of(addressOfRecord)
      .filter(({ expiresAtMs }) => expiresAtMs > nowMs)
      .toSorted(byPreference)
      .map((binding) => contactOf(binding, nowMs));
  }

  on<Name extends keyof SipRegistrarEvents>(
    name: Name,
    listener: (event: SipRegistrarEvents[Name]) => void,
  ): () => void {
    return this.#events.on(name, listener);
  }

  async authenticate(call: IncomingCall): Promise<SipAccount | null> {
    const caller = this.#named(call.from) ?? this.#named(call.requestUri);
    if (!caller) return refuse(call, 400);
    try {
      const judged = await this.#judge('INVITE', caller, call);
      if (judged.account) return judged.account;
      if (judged.challenges) call.reject(407, { headers: { 'Proxy-Authenticate': judged.challenges } });
      else call.reject(503);
    } catch (error) {
      this.#logger.error({ error: messageOf(error) }, 'sip: who calls could not be proven');
      call.reject(503);
    }
    return null;
  }

  async identify(request: ProvenRequest): Promise<SipAccount | RequestVerdict> {
    const sender = this.#named(request.from);
    if (!sender) return { status: 400 };
    const judged = await this.#judge(request.method, sender, request);
    if (judged.account) return judged.account;
    return judged.challenges ? { status: 401, headers: { 'WWW-Authenticate': judged.challenges } } : { status: 503 };
  }

  withdraw(addressOfRecord: string): void {
    const gone = this.#table.of(addressOfRecord);
    this.#table.set(addressOfRecord, []);
    this.#tellRemoved(addressOfRecord, gone, 'withdrawn');
  }

  close(): void {
    this.#closed = true;
    this.#stopSweeping?.();
    this.#stopSweeping = null;
  }

  // As taker of REGISTER requests.

  hears(source: SipAddress): boolean {
    if (!this.#sources.isBanned(source.host, this.#nowMs())) return true;
    return this.#isTrusted(source) || this.#table.hasFlow(source);
  }

  async register(request: RegisterRequest): Promise<RegisterAnswer | null> {
    const of = this.#named(request.to);
    if (!of || this.#closed) return refusal(of ? 503 : 400);
    const judged = await this.#judge('REGISTER', of, request);
    if (judged.account) return this.#apply(of, judged.account, request);
    if (!judged.challenges) return null;
    return refusal(401, undefined, ...judged.challenges.map((value) => field('www-authenticate', value)));
  }

  lost(peer: SipAddress): void {
    if (peer.transport === 'udp') return;
    for (const addressOfRecord of this.#table.usersAt(peer)) {
      const bindings = this.#table.of(addressOfRecord);
      const gone = bindings.filter(({ received }) => received.host === peer.host && received.port === peer.port);
      this.#table.set(
        addressOfRecord,
        bindings.filter((one) => !gone.includes(one)),
      );
      this.#tellRemoved(addressOfRecord, gone, 'flow-lost');
    }
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  #isTrusted(source: SipAddress): boolean {
    return this.#options.isTrusted?.(source) === true;
  }

  #named(text: string): Named | null {
    const uri = parseSipUri(parseNameAddress(text)?.uri ?? '');
    if (!uri?.user) return null;
    const user = unescaped(uri.user);
    const domain = this.#options.domainOf(uri.host.toLowerCase());
    const realm = domain ?? uri.host;
    return { user, domain, realm, addressOfRecord: `${user}@${realm}` };
  }

  /** Known by nobody and known with another password, of a domain of ours or of none: all look and cost the same. */
  async #judge(
    method: 'INVITE' | 'REGISTER' | ProvenRequest['method'],
    { domain, realm, addressOfRecord }: Named,
    { source, headers }: Pick<RegisterRequest, 'source' | 'headers'>,
  ): Promise<Judgement> {
    const { host } = source;
    const answers = headers.get(method === 'INVITE' ? 'proxy-authorization' : 'authorization') ?? [];
    // A phone that is registered is heard on: others at its address can neither tire nor ban it out.
    const free = this.#isTrusted(source) || this.#table.usersAt(source).includes(addressOfRecord);
    if (!free && !this.#sources.serves(host, this.#nowMs())) return { account: null, challenges: null };
    const question = { method, realm, host, answers, nowMs: this.#nowMs() };
    const verdict = await this.#digest.judge(question, async (login) => {
      const account = await this.#options.accountOf(login, realm);
      return domain === null ? null : account;
    });
    if (verdict.kind === 'valid') {
      if (!free) this.#sources.proved(host, this.#nowMs());
      this.#scan.proved(sourceKey(host));
      return { account: verdict.account };
    }
    if (!free) this.#askedFor(addressOfRecord, host);
    if (verdict.kind === 'wrong' && !this.#isTrusted(source)) this.#guessed(host);
    const algorithms = algorithmsFor(headers.get('user-agent')?.[0], this.#digest.algorithms);
    const stale = verdict.kind === 'stale';
    return { account: null, challenges: this.#digest.challenges(realm, host, this.#nowMs(), { stale, algorithms }) };
  }

  #askedFor(addressOfRecord: string, host: string): void {
    const scan = this.#scan.asked(sourceKey(host), addressOfRecord, this.#nowMs());
    if (scan) this.#events.emit('sip-scan', scan);
  }

  #guessed(host: string): void {
    const ban = this.#sources.guessedWrong(host, this.#nowMs());
    if (!ban) return;
    this.#logger.warn({ forMs: ban.forMs, earlierBans: ban.earlierBans }, 'sip: a source guesses and is banned');
    this.#events.emit('sip-source-banned', ban);
  }

  #apply({ user, addressOfRecord }: Named, account: SipAccount, request: RegisterRequest): RegisterAnswer {
    if (account.user !== user) return refusal(403);
    const wish = readRegister(request);
    if (isRefusal(wish)) return wish;
    const nowMs = this.#nowMs();
    this.#sweep(nowMs);
    const room = this.#limits.contacts - this.#table.size;
    const step = applyRegister(this.#table.of(addressOfRecord), wish, this.#limits, room, nowMs);
    const elsewhere = step.changes.some(
      ({ kind, binding }) =>
        kind !== 'removed' && this.#options.mayBeCalled && !this.#options.mayBeCalled(contactOf(binding, nowMs)),
    );
    if (elsewhere) return refusal(403, 'Contact Not Allowed');
    if (step.changes.length > 0) this.#table.set(addressOfRecord, step.bindings);
    for (const change of step.changes) this.#tell(addressOfRecord, change, nowMs);
    this.#sweepLater();
    return step.answer;
  }

  #tell(addressOfRecord: string, change: BindingChange, nowMs: number): void {
    const contact = contactOf(change.binding, nowMs);
    if (change.kind === 'removed') this.#events.emit('removed', { addressOfRecord, contact, cause: change.cause });
    else this.#events.emit(change.kind, { addressOfRecord, contact });
  }

  #tellRemoved(addressOfRecord: string, gone: readonly Binding[], cause: RemovalCause): void {
    const nowMs = this.#nowMs();
    for (const binding of gone)
      this.#events.emit('removed', { addressOfRecord, contact: contactOf(binding, nowMs), cause });
  }

  /** Runs only while there is something that can expire. */
  #sweepLater(): void {
    if (this.#stopSweeping || this.#closed || this.#table.size === 0) return;
    this.#stopSweeping = this.#options.clock.after(sweepMs, () => {
      this.#stopSweeping = null;
      this.#sweep(this.#nowMs());
      this.#sweepLater();
    });
  }

  #sweep(nowMs: number): void {
    for (const { addressOfRecord, binding } of this.#table.sweep(nowMs))
      this.#events.emit('expired', { addressOfRecord, contact: contactOf(binding, nowMs) });
  }
}

function refuse(call: IncomingCall, status: number): null {
  call.reject(status);
  return null;
}
