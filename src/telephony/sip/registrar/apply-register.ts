import { field } from '../message/format-message.ts';
import type { HeaderField } from '../message/message.ts';
import { quoted } from '../message/parameters.ts';
import type { RegisterAnswer } from '../sip-endpoint.ts';
import type { Binding } from './binding.ts';
import { refusal, registrarExtensions, type ContactWish, type RegisterWish } from './read-register.ts';
import type { RegistrarLimits } from './registrar-limits.ts';

export type BindingChange =
  | { readonly kind: 'registered' | 'refreshed'; readonly binding: Binding }
  | { readonly kind: 'removed'; readonly binding: Binding; readonly cause: 'unregistered' | 'replaced' };

export interface RegisterStep {
  readonly bindings: readonly Binding[];
  readonly answer: RegisterAnswer;
  readonly changes: readonly BindingChange[];
}

/**
 * What a REGISTER makes of the bindings of its address of record (RFC 3261 §10.3 steps 6 to 8): all of it, or nothing
 * where it is refused. `room`: how many contacts more the whole table may hold.
 */
export function applyRegister(
  before: readonly Binding[],
  wish: RegisterWish,
  limits: RegistrarLimits,
  room: number,
  nowMs: number,
): RegisterStep {
  const live = before.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  const refused = (answer: RegisterAnswer): RegisterStep => ({ bindings: live, answer, changes: [] });
  const touched = live.filter((one) => isMeant(one, wish.contacts));
  if (touched.some((one) => one.callId === wish.callId && wish.sequence <= one.sequence))
    return refused(refusal(500, 'Out Of Order'));
  if (wish.contacts === 'remove-all') return done([], wish, nowMs, live.map(unregistered));

  const kept = wish.contacts.filter(({ expiresSec }) => expiresSec !== 0);
  if (kept.some((contact) => isTooBrief(contact, limits)))
    return refused(refusal(423, undefined, field('min-expires', String(limits.minExpiresSec))));
  if (kept.length > limits.contactsPerUser) return refused(refusal(403, 'Too Many Contacts'));

  const bound = kept.map((contact) => bind(contact, wish, limits, nowMs));
  const others = live.filter((one) => !touched.includes(one));
  const tooMany = bound.length === 0 ? 0 : Math.max(0, others.length + bound.length - limits.contactsPerUser);
  const replaced = others.toSorted((one, other) => one.refreshedAtMs - other.refreshedAtMs).slice(0, tooMany);
  const bindings = [...others.filter((one) => !replaced.includes(one)), ...bound];
  if (bindings.length - live.length > Math.max(0, room))
    return refused(refusal(503, undefined, field('retry-after', '60')));
  const isBound = ({ key }: Binding): boolean => bound.some((one) => one.key === key);
  return done(bindings, wish, nowMs, [
    ...touched.filter((one) => !isBound(one)).map(unregistered),
    ...replaced.map((binding) => ({ kind: 'removed', binding, cause: 'replaced' }) as const),
    ...bound.map((binding) => {
      const known = touched.some(({ key }) => key === binding.key);
      return { kind: known ? 'refreshed' : 'registered', binding } as const;
    }),
  ]);
}

const isMeant = ({ key }: Binding, contacts: RegisterWish['contacts']): boolean =>
  contacts === 'remove-all' || contacts.some((contact) => contact.key === key);

const unregistered = (binding: Binding): BindingChange => ({ kind: 'removed', binding, cause: 'unregistered' });

/** An hour or more is never too brief. */
const isTooBrief = ({ expiresSec }: ContactWish, { minExpiresSec }: RegistrarLimits): boolean =>
  expiresSec !== null && expiresSec < Math.min(minExpiresSec, 3_600);

function bind(contact: ContactWish, wish: RegisterWish, limits: RegistrarLimits, nowMs: number): Binding {
  const { key, uri, q, instance, regId } = contact;
  const { callId, sequence, path, received, direct, userAgent } = wish;
  const expiresSec = Math.min(contact.expiresSec ?? limits.defaultExpiresSec, limits.maxExpiresSec);
  return {
    key,
    uri,
    q,
    expiresAtMs: nowMs + expiresSec * 1_000,
    refreshedAtMs: nowMs,
    callId,
    sequence,
    path,
    received,
    direct,
    instance,
    regId,
    userAgent,
  };
}

function done(
  bindings: readonly Binding[],
  wish: RegisterWish,
  nowMs: number,
  changes: readonly BindingChange[],
): RegisterStep {
  const headers = [
    ...bindings.map((binding) => field('contact', contactText(binding, nowMs))),
    ...wish.path.map((one) => field('path', one)),
    ...(wish.outbound ? [field('require', 'outbound')] : []),
    field('supported', registrarExtensions.join(', ')),
  ] satisfies HeaderField[];
  return { bindings, answer: { status: 200, headers }, changes };
}

function contactText({ uri, q, expiresAtMs, instance, regId }: Binding, nowMs: number): string {
  const parts = [`<${uri}>`, `expires=${Math.ceil((expiresAtMs - nowMs) / 1_000)}`];
  if (q !== 1) parts.push(`q=${q}`);
  if (instance !== null) parts.push(`+sip.instance=${quoted(`<${instance}>`)}`);
  if (regId !== null) parts.push(`reg-id=${regId}`);
  return parts.join(';');
}
