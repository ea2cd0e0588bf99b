import type { Clock } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import type {
  IncomingMessage,
  RegisteredContact,
  RequestVerdict,
  SipEndpoint,
  SipRegistrar,
} from '../../telephony/index.ts';
import type { House } from '../calls/stage.ts';
import { extensionNamed } from './house-resource.ts';

export interface MessageParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registrar: Pick<SipRegistrar, 'identify' | 'contactsOf'>;
  readonly houseOf: (domain: string) => House | null;
  readonly domainOf: (host: string) => string | null;
}

/** A telephone that has not answered by then is away; the sender's own patience is 32 s (RFC 3261 timer F). */
const patienceMs = 10_000;
/** What telephones write to one another (RFC 3428, RFC 3994). */
const readable = /^(text\/[\w.+-]+|message\/cpim|application\/im-iscomposing\+xml)\s*(;|$)/i;
/** Refusals that concern the text, not the way to the telephone. */
const passedOn: ReadonlySet<number> = new Set([413, 415, 486, 488, 603]);

/**
 * Hands texts (RFC 3428) from one telephone of a house to another. Who sends is proven by digest and named by us, whatever
 * From says; nothing leaves the house, and no text is kept or logged.
 */
export function deliverMessages(sip: Pick<SipEndpoint, 'onMessage' | 'message'>, parts: MessageParts): void {
  const { registrar, houseOf, domainOf } = parts;
  sip.onMessage(async (message): Promise<RequestVerdict> => {
    const account = await registrar.identify({ method: 'MESSAGE', ...message });
    if ('status' in account) return account;
    const house = houseOf(account.domain);
    const to = house && extensionNamed(message.requestUri, house, domainOf);
    if (!to) return { status: 404 };
    if (!readable.test(message.body.contentType))
      return { status: 415, headers: { Accept: 'text/plain, message/cpim, application/im-iscomposing+xml' } };
    const contacts = registrar.contactsOf(`${to.name}@${house.domain}`);
    const names = { from: `sip:${account.user}@${house.domain}`, to: `sip:${to.name}@${house.domain}` };
    return { status: await handOver(sip, parts, message, names, contacts) };
  });
}

/** 200 as soon as one telephone has it; else 480, or what the telephones agree on. */
async function handOver(
  sip: Pick<SipEndpoint, 'message'>,
  { clock, logger }: MessageParts,
  { body }: IncomingMessage,
  names: { readonly from: string; readonly to: string },
  contacts: readonly RegisteredContact[],
): Promise<number> {
  const send = async ({ uri, nextHop, routeHeaders }: RegisteredContact): Promise<number> => {
    try {
      return (await sip.message({ requestUri: uri, ...names, body, nextHop, headers: routeHeaders })).status;
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, 'a message could not be sent to a telephone');
      return 480;
    }
  };
  return new Promise((resolve) => {
    if (contacts.length === 0) return resolve(480);
    const refusals = new Set<number>();
    let open = contacts.length;
    const giveUp = clock.after(patienceMs, () => resolve(480));
    const took = (status: number): void => {
      const isTaken = status >= 200 && status < 300;
      if (!isTaken) refusals.add(status);
      if (!isTaken && --open > 0) return;
      giveUp();
      const [refusal = 480] = refusals;
      resolve(isTaken ? 200 : refusals.size === 1 && passedOn.has(refusal) ? refusal : 480);
    };
    for (const contact of contacts) void send(contact).then(took);
  });
}
