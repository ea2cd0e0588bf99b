import { headersNamed, type HeaderField, type IncomingRequest } from '../message/message.ts';
import { field } from '../message/format-message.ts';
import { dialogInfoType } from './dialog-info.ts';
import { eventOf, expiresOf } from './event-headers.ts';
import { messageSummaryType } from './message-summary.ts';

/** Event packages we serve, each with the type of its documents. */
export const eventTypes = { dialog: dialogInfoType, 'message-summary': messageSummaryType } as const;
export type EventPackage = keyof typeof eventTypes;

export const allowEvents: HeaderField = field('allow-events', Object.keys(eventTypes).join(', '));

/** How long subscriptions last: at the least, at the most and where nothing is said. */
export const subscriptionTimes = { minSec: 60, maxSec: 3_600 };

export type SubscribeVerdict =
  | { readonly kind: 'refuse'; readonly status: number; readonly headers: readonly HeaderField[] }
  /** `expiresSec` 0: the state once, and no more of it. */
  | { readonly kind: 'serve'; readonly event: EventPackage; readonly id: string | null; readonly expiresSec: number };

const refuse = (status: number, headers: readonly HeaderField[] = []): SubscribeVerdict => ({
  kind: 'refuse',
  status,
  headers,
});

/** What a SUBSCRIBE asks for, or why it cannot have it (RFC 6665 §4.2.1): 400, 489, 406, 423. Permission is another matter. */
export function subscribeVerdict(request: IncomingRequest): SubscribeVerdict {
  const event = eventOf(request);
  if (!event) return refuse(400);
  if (!isServed(event.name)) return refuse(489, [allowEvents]);
  const type = eventTypes[event.name];
  const accepted = headersNamed(request, 'accept').map((value) => (value.split(';')[0] ?? '').trim().toLowerCase());
  if (accepted.length > 0 && !accepted.some((one) => one === type || one === '*/*' || one === 'application/*'))
    return refuse(406, [field('accept', type)]);
  const { minSec, maxSec } = subscriptionTimes;
  const askedSec = expiresOf(request) ?? maxSec;
  if (askedSec > 0 && askedSec < minSec) return refuse(423, [field('min-expires', String(minSec))]);
  return { kind: 'serve', event: event.name, id: event.id, expiresSec: Math.min(askedSec, maxSec) };
}

const isServed = (name: string): name is EventPackage => Object.hasOwn(eventTypes, name);
