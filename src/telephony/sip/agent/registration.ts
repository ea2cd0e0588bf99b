import { messageOf } from '../../../foundation/errors.ts';
import { DigestClient } from '../auth/digest-client.ts';
import { field } from '../message/format-message.ts';
import { header, headersNamed, type SipResponse } from '../message/message.ts';
import { parseNameAddress } from '../message/name-address.ts';
import { bracketed, parseSipUri } from '../message/sip-uri.ts';
import type { RegistrationState, SipAddress, SipCredentials } from '../sip-endpoint.ts';
import { contactFor, type AgentContext } from './agent-context.ts';
import { outOfDialogRequest } from './out-of-dialog.ts';
import { planRegistration, type RegisterOutcome, type RegistrationProgress } from './registration-plan.ts';
import { sendAuthorized, statusOf, type Reply } from './send-request.ts';

export interface Registrar {
  readonly address: SipAddress;
  readonly addressOfRecord: string;
  readonly credentials: () => Promise<SipCredentials | null>;
  readonly expiresSec: number;
}

/** Keeps one address of record registered (RFC 3261 §10.2) until it is closed. */
export class Registration {
  readonly #context: AgentContext;
  readonly #registrar: Registrar;
  readonly #report: (state: RegistrationState) => void;
  readonly #digest: DigestClient;
  readonly #callId: string;
  #progress: RegistrationProgress;
  #sequence = 0;
  #closed = false;
  #bound = false;
  #inFlight: Promise<void> = Promise.resolve();
  #cancelNext = (): void => undefined;

  constructor(context: AgentContext, registrar: Registrar, report: (state: RegistrationState) => void) {
    this.#context = context;
    this.#registrar = registrar;
    this.#report = report;
    this.#digest = new DigestClient(context.random, registrar.credentials);
    this.#callId = context.random.hex(12);
    this.#progress = { askedSec: registrar.expiresSec, failures: 0 };
  }

  begin(): void {
    this.#report({ state: 'registering' });
    this.#inFlight = this.#register();
  }

  /** Falls silent without a word to the registrar. */
  stop(): void {
    this.#closed = true;
    this.#cancelNext();
  }

  /** Takes the binding away where there is one. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.stop();
    await this.#inFlight;
    if (this.#bound) await this.#ask(0);
  }

  async #register(): Promise<void> {
    const reply = await this.#ask(this.#progress.askedSec);
    const step = planRegistration(this.#progress, this.#outcome(reply));
    this.#progress = step.progress;
    this.#bound = step.verdict === 'registered';
    if (this.#closed) return;
    if (step.verdict === 'registered') this.#report({ state: 'registered', expiresSec: step.expiresSec });
    else if (step.verdict === 'refused') this.#report(refusal(reply));
    else if (step.verdict === 'unreachable') this.#report({ state: 'unreachable', reason: describe(reply) });
    this.#cancelNext = this.#context.clock.after(step.nextAfterMs, () => {
      this.#inFlight = this.#register();
    });
  }

  async #ask(expiresSec: number): Promise<Reply> {
    const { address, addressOfRecord } = this.#registrar;
    const aor = parseSipUri(addressOfRecord);
    try {
      return await sendAuthorized(this.#context, this.#digest, () => {
        const contact = contactFor(this.#context, address, aor?.user ?? null);
        const request = outOfDialogRequest(this.#context, {
          method: 'REGISTER',
          uri: `sip:${bracketed(aor?.host ?? address.host)}`,
          from: addressOfRecord,
          to: addressOfRecord,
          callId: this.#callId,
          localTag: this.#context.random.hex(6),
          sequence: ++this.#sequence,
          headers: [contact, field('expires', String(expiresSec))],
        });
        return { request, to: address };
      });
    } catch (error) {
      this.#context.logger.warn({ error: messageOf(error) }, 'sip: no credentials for the registration');
      return { kind: 'none', cause: 'transport' };
    }
  }

  #outcome(reply: Reply): RegisterOutcome {
    if (reply.kind === 'none')
      return { status: statusOf(reply), grantedSec: null, minExpiresSec: null, retryAfterSec: null };
    const { response } = reply;
    return {
      status: response.status,
      grantedSec: this.#granted(response),
      minExpiresSec: seconds(header(response, 'min-expires')),
      retryAfterSec: seconds(header(response, 'retry-after')),
    };
  }

  #granted(response: SipResponse): number | null {
    const { host, port } = this.#context.localAddressFor(this.#registrar.address);
    const ours = headersNamed(response, 'contact')
      .flatMap((value) => parseNameAddress(value) ?? [])
      .find(({ uri }) => {
        const contact = parseSipUri(uri);
        return contact?.host === host && contact.port === port;
      });
    return seconds(ours?.parameters.get('expires') ?? header(response, 'expires'));
  }
}

const seconds = (text: string | null | undefined): number | null => {
  const match = /^\s*(\d{1,9})/.exec(text ?? '');
  return match ? Number(match[1]) : null;
};

const describe = (reply: Reply): string =>
  reply.kind === 'answer' ? `${reply.response.status} ${reply.response.reasonPhrase}` : reply.cause;

function refusal(reply: Reply): RegistrationState {
  const reasonPhrase = reply.kind === 'answer' ? reply.response.reasonPhrase : reply.cause;
  return { state: 'refused', status: statusOf(reply), reasonPhrase };
}
