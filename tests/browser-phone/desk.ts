import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../src/app/testing/test-program.ts';
import { OwnSession, startMediaWorker, type MediaEvent, type MediaPort } from '../../src/call/index.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { silentLogger } from '../../src/foundation/logger.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { noSpeechSockets } from '../../src/speech/index.ts';
import {
  isBrowserOffer,
  isBrowserTransport,
  openSipEndpoint,
  serveRegistrar,
  type IncomingCall,
  type OutgoingCall,
  type SipAddress,
  type SipBody,
  type SipEndpoint,
  type SipRegistrar,
} from '../../src/telephony/index.ts';
import type { TestCertificate } from '../../src/telephony/testing/test-certificates.ts';

export const domain = 'phones.test';
export const account = { user: '8001', domain, password: 'page-secret' };
const callId = 'call-1';
const own = '127.0.0.1';

/** One party of the desk's one call. */
interface Line {
  readonly session: OwnSession;
  dialog: IncomingCall | OutgoingCall | null;
}

/** SIP, registrar and a media worker of ours, with no switchboard over them: it joins a page and a telephone. */
export class Desk {
  readonly sip: SipEndpoint;
  readonly registrar: SipRegistrar;
  readonly media: MediaPort;
  readonly events: MediaEvent[] = [];
  readonly folder: string;
  readonly #phoneUri: string;
  readonly #lines = new Map<'page' | 'phone', Line>();
  /** Media addresses: a page is reached on loopback, the telephone where it is. */
  readonly #addresses: { readonly page: string; readonly phone: string };

  private constructor(sip: SipEndpoint, folder: string, phone: { readonly uri: string; readonly callerHost: string }) {
    this.sip = sip;
    this.folder = folder;
    this.#phoneUri = phone.uri;
    this.#addresses = { page: own, phone: phone.callerHost };
    this.registrar = serveRegistrar(sip, {
      clock: systemClock,
      random: systemRandom,
      accountOf: async (login) => (login === account.user ? account : null),
      domainOf: () => domain,
    });
    const ports = { from: 16_000, to: 16_099 };
    const options = {
      ports,
      speech: noSpeechSockets,
      cacheBytes: 1_000_000,
      cacheFolder: null,
      mediaTimeoutMs: 10_000,
    };
    this.media = startMediaWorker(options, silentLogger);
    this.media.subscribe((event) => this.events.push(event));
    sip.onInvite((call) => void this.#called(call));
  }

  static async open(
    phone: { readonly uri: string; readonly callerHost: string },
    certificate: TestCertificate,
  ): Promise<Desk> {
    const sip = await openSipEndpoint({
      clock: systemClock,
      random: systemRandom,
      userAgent: 'Waihu',
      bind: { host: phone.callerHost, port: 0 },
      transports: ['udp'],
      binds: { wss: { host: own, port: 0 } },
      tls: { certificate },
    });
    return new Desk(sip, await mkdtemp(join(tmpdir(), 'waihu-desk-')), phone);
  }

  get wss(): string {
    const { host, port } = this.sip.addresses.find(({ transport }) => transport === 'wss') as SipAddress;
    return `wss://${host}:${port}`;
  }

  get page(): Line | undefined {
    return this.#lines.get('page');
  }

  of<Kind extends MediaEvent['kind']>(kind: Kind): Extract<MediaEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<MediaEvent, { kind: Kind }> => event.kind === kind);
  }

  /** Calls the telephone first, then the page. */
  async joinBoth(): Promise<void> {
    await this.#callPhone();
    const [contact] = this.registrar.contactsOf(`${account.user}@${domain}`);
    if (!contact || !isBrowserTransport(contact.received.transport)) throw new Error('the page is not registered');
    const line = await this.#open('page');
    const from = { uri: `sip:desk@${domain}` };
    const to = `sip:${account.user}@${domain}`;
    const { uri: requestUri, nextHop } = contact;
    await this.#invite('page', line, { requestUri, nextHop, from, to, offer: line.session.offer() });
    this.#join();
  }

  /** Everything of the call, with its recording; the desk can have another. */
  async endCall(): Promise<Extract<MediaEvent, { kind: 'call-closed' }>> {
    const before = this.of('call-closed').length;
    for (const { dialog } of this.#lines.values()) void dialog?.bye().catch(() => undefined);
    this.#lines.clear();
    this.media.send({ kind: 'close-call', callId });
    return eventually(async () => this.of('call-closed')[before], 'the end of the call');
  }

  async close(): Promise<void> {
    await this.media.close();
    this.registrar.close();
    await this.sip.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The page calls: whatever it dialed, it gets the telephone. */
  async #called(call: IncomingCall): Promise<void> {
    if ((await this.registrar.authenticate(call)) === null) return;
    if (!isBrowserOffer(call.offer)) return call.reject(488);
    call.progress(180);
    const line = await this.#open('page');
    line.dialog = call;
    call.listen({ cancelled: () => undefined, ...this.#inDialog('page', line) });
    await this.#callPhone();
    const answer = line.session.answer(call.offer);
    if ('refuse' in answer) return call.reject(answer.refuse);
    if (answer.media) this.media.send({ kind: 'connect-leg', legId: 'page', remote: answer.media });
    await call.accept(answer.body);
    this.#join();
  }

  async #callPhone(): Promise<void> {
    this.media.send({ kind: 'start-recording', callId, folder: this.folder });
    const line = await this.#open('phone');
    const from = { uri: `sip:desk@${this.#addresses.phone}` };
    await this.#invite('phone', line, {
      requestUri: this.#phoneUri,
      from,
      to: this.#phoneUri,
      offer: line.session.offer(),
    });
  }

  async #open(legId: 'page' | 'phone'): Promise<Line> {
    const address = this.#addresses[legId];
    const before = this.events.length;
    const role = legId === 'page' ? ('seat' as const) : ('customer' as const);
    const transport = legId === 'page' ? { transport: 'browser' as const } : {};
    this.media.send({ kind: 'open-leg', callId, legId, role, bindAddress: address, text: false, ...transport });
    const { port, ice } = await eventually(async () => {
      const told = this.events.slice(before).find((event) => 'legId' in event && event.legId === legId);
      if (told?.kind === 'leg-failed') throw new Error(told.reason);
      return told?.kind === 'leg-opened' && told;
    }, `a port for the ${legId}`);
    const session = new OwnSession('1', { address, port, textPort: null, codecs: ['PCMA', 'PCMU'], ice });
    const line: Line = { session, dialog: null };
    this.#lines.set(legId, line);
    return line;
  }

  #invite(legId: 'page' | 'phone', line: Line, request: Parameters<SipEndpoint['invite']>[0]): Promise<void> {
    return new Promise((resolve, reject) => {
      line.dialog = this.sip.invite(request, {
        progressed: () => undefined,
        answered: ({ body }) => {
          const remote = body && line.session.agreed(body);
          if (!remote) return reject(new Error(`the ${legId} agreed to nothing`));
          this.media.send({ kind: 'connect-leg', legId, remote });
          resolve();
        },
        failed: ({ status }) => reject(new Error(`the ${legId} answered ${status}`)),
        answeredLate: () => undefined,
        ...this.#inDialog(legId, line),
      });
    });
  }

  #join(): void {
    this.media.send({ kind: 'hear', legId: 'page', voices: ['phone'], prompts: [] });
    this.media.send({ kind: 'hear', legId: 'phone', voices: ['page'], prompts: [] });
  }

  #inDialog(legId: 'page' | 'phone', line: Line) {
    return {
      ended: () => undefined,
      info: () => undefined,
      reoffered: (offer: SipBody | null) => {
        const answer = line.session.answer(offer);
        if ('refuse' in answer) return answer;
        if (answer.media) this.media.send({ kind: 'connect-leg', legId, remote: answer.media });
        return answer.body;
      },
    };
  }
}
