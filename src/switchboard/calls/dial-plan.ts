import type { FeatureCodes } from '../../contract/lines-document.ts';
import { e164Pattern, isEmergencyNumber } from '../../contract/number-format.ts';
import type { MonitorMode } from '../../contract/switchboard-command.ts';
import { chooseRoute } from '../routing/choose-route.ts';
import type { Asker, Lead } from './lead.ts';
import type { House } from './stage.ts';

/** Who dialed: one of our telephones, a caller of a trunk, or, neither, whoever commands a call that no telephone of ours is in. */
export interface Dialing {
  readonly extension: string | null;
  /** Null for telephones of the house. */
  readonly trunk: string | null;
  /** E.164 or an extension; empty where withheld. */
  readonly caller: string;
  readonly dialed: string;
  readonly nowMs: number;
}

/**
 * Where a dialed number leads, who answers for it, and which rule said so; or the status it is refused with. `barred`: a number
 * outside, dialed by a telephone that has no right to any; it hears no more than of a number that does not exist.
 */
export type DialAnswer =
  | { readonly to: Lead; readonly by: Asker; readonly why: string }
  | { readonly refuse: number; readonly barred?: string };

/**
 * What a number means to who dials it: a feature code, an extension, what the routes say, and for telephones with the right to it
 * a number outside. A caller from outside never gets further than the document leads.
 */
export function dialPlan(house: House, dialing: Dialing): DialAnswer {
  const { extension, trunk, caller, dialed, nowMs } = dialing;
  const { extensions, routes, calendars, featureCodes } = house.lines;
  const own = extensions.find(({ name }) => name === extension);
  const by: Asker = { initiator: own ? 'extension' : 'forward', extension };
  if (own) {
    const feature = featureOf(featureCodes, own.name, dialed);
    if (feature) return { to: feature, by, why: 'feature code' };
  }
  if (trunk === null && extensions.some(({ name }) => name === dialed))
    return { to: { kind: 'extension', extension: dialed }, by, why: 'extension' };
  const { to, why } = chooseRoute({ dialed, caller, from: trunk ?? 'extension' }, routes, calendars, nowMs);
  if (to) return { to, by: { initiator: 'forward', extension: null }, why: why.join('; ') };
  const number = own && trunk === null ? outsideNumber(dialed) : null;
  if (number === null || !own) return { refuse: 404 };
  if (!own.outside && !isEmergencyNumber(number)) return { refuse: 404, barred: number };
  return { to: { kind: 'outside', number }, by, why: 'number outside' };
}

/**
 * E.164 of a number as people of mainland China dial it, or null: mobiles with or without 0, landlines with 0, services, `00`
 * abroad, and all that begins with `+`, numbers of the simulated carrier (`+999…`) too.
 */
export function outsideNumber(dialed: string): string | null {
  const number = e164Of(dialed);
  return number !== null && e164Pattern.test(number) ? number : null;
}

function e164Of(dialed: string): string | null {
  if (dialed.startsWith('+')) return dialed;
  if (!/^\d{3,18}$/.test(dialed)) return null;
  if (dialed.startsWith('00')) return `+${dialed.slice(2)}`;
  if (dialed.startsWith('0')) return `+86${dialed.slice(1)}`;
  if (isEmergencyNumber(dialed) || /^1[3-9]\d{9}$/.test(dialed) || /^[48]00\d{7}$/.test(dialed)) return `+86${dialed}`;
  return /^(95\d{3,6}|1\d{4}|12\d{3})$/.test(dialed) ? `+86${dialed}` : null;
}

type Feature = (own: string, rest: string) => Lead | null;

const target = (rest: string): boolean => /^[1-9][0-9]{1,5}$/.test(rest);
const alone =
  (to: (own: string) => Lead): Feature =>
  (own, rest) =>
    rest === '' ? to(own) : null;
const watching =
  (mode: MonitorMode): Feature =>
  (_, rest) =>
    target(rest) ? { kind: 'monitor', extension: rest, mode } : null;
const agent = (state: 'ready' | 'paused' | 'offline'): Feature => alone(() => ({ kind: 'agent', state }));

const features: { readonly [Name in keyof FeatureCodes]: Feature } = {
  voicemail: alone((own) => ({ kind: 'own-voicemail', box: own })),
  pickUp: (_, rest) => (rest === '' || target(rest) ? { kind: 'pick-up', extension: rest === '' ? null : rest } : null),
  park: (own, rest) => ({ kind: 'park', place: rest === '' ? own : rest }),
  unpark: (own, rest) => ({ kind: 'unpark', place: rest === '' ? own : rest }),
  forward: (_, rest) => ({ kind: 'wish', wish: { kind: 'forward', to: rest === '' ? null : rest } }),
  doNotDisturb: alone(() => ({ kind: 'wish', wish: { kind: 'do-not-disturb' } })),
  signIn: agent('ready'),
  signOut: agent('offline'),
  pause: agent('paused'),
  listen: watching('listen'),
  whisper: watching('whisper'),
  barge: watching('barge'),
  takeOver: watching('take-over'),
};

/** The feature that a dialed number asks for: the longest code that it begins with wins. */
function featureOf(codes: FeatureCodes, own: string, dialed: string): Lead | null {
  if (!dialed.startsWith('*')) return null;
  const names = (Object.keys(features) as (keyof FeatureCodes)[])
    .filter((name) => dialed.startsWith(codes[name]))
    .sort((one, other) => codes[other].length - codes[one].length);
  for (const name of names) {
    const lead = features[name](own, dialed.slice(codes[name].length));
    if (lead) return lead;
  }
  return null;
}
