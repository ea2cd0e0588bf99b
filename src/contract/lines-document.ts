import { z } from 'zod';
import { callTargetSchema } from './call-target.ts';
import { ivrDocumentSchema } from './ivr-document.ts';
import { lineNameSchema as nameSchema } from './line-name.ts';
import { brokenReferences } from './lines-references.ts';
import { queueSchema } from './queue-settings.ts';
import { namedCalendarSchema, routeSchema } from './route-settings.ts';
import { secretReferenceSchema as secretRefSchema } from './secret-reference.ts';

/**
 * `lines.yaml`: trunks, seats, extensions, IVR flows, calendars, queues and routes of a tenant in one document, applied as a whole by `waihu lines apply`.
 * Secrets stand in it by reference only (`env:NAME` or `file:/path`).
 */
const hostPortSchema = z.string().regex(/^[A-Za-z0-9.\-[\]:]+$/, 'host or host:port');

/**
 * How a number is written on a trunk. `e164`: +8613…; `country`: 8613…; `national`: 13…;
 * `mobile-zero`: national, with a 0 before mobiles outside the trunk's home area.
 */
export const numberFormatSchema = z.object({
  style: z.enum(['e164', 'country', 'national', 'mobile-zero']).default('e164'),
  /** Digits put before the written number, e.g. a carrier prefix. */
  prefix: z
    .string()
    .regex(/^[0-9*#+]*$/)
    .default(''),
  /** Leading digits taken off before the prefix is put on. */
  strip: z.number().int().min(0).max(8).default(0),
  /** Area code of the trunk's home, e.g. `010`, for `mobile-zero`. */
  homeArea: z
    .string()
    .regex(/^0[0-9]{2,3}$/)
    .optional(),
});
export type NumberFormat = z.infer<typeof numberFormatSchema>;

export const srtpModeSchema = z.enum(['off', 'optional', 'required']);

export const trunkSchema = z.object({
  name: nameSchema,
  /** Where calls are sent. */
  proxy: hostPortSchema,
  /** `tls`: the proxy shows a certificate for its host, or the address where `proxy` is one. */
  transport: z.enum(['udp', 'tcp', 'tls']).default('udp'),
  /** Domain of From and of registration; the proxy's host where absent. */
  domain: z.string().optional(),
  register: z.boolean().default(false),
  username: z.string().optional(),
  password: secretRefSchema.optional(),
  expiresSec: z.number().int().min(60).max(7200).default(600),
  /** Numbers this trunk owns, E.164: only these are ever shown. */
  callerNumbers: z.array(z.string().regex(/^\+[1-9][0-9]{4,14}$/, 'a caller number is E.164')).min(1),
  calleeFormat: numberFormatSchema.prefault({}),
  callerFormat: numberFormatSchema.prefault({}),
  /** Header fields that carry the caller number. */
  callerIn: z.array(z.enum(['from', 'pai', 'ppi', 'rpid'])).default(['from']),
  /** Which header field says who sent a call on that is forwarded outside: a number this trunk owns, or nothing. */
  forwardedIn: z.enum(['none', 'diversion', 'history-info']).default('diversion'),
  /** Whether this trunk's 404 means that the number does not exist. */
  trust404: z.boolean().default(false),
  /** Offer real-time text (RFC 4103) on calls of this trunk. */
  realTimeText: z.boolean().default(false),
  /** Best first. `opus` is left out where libopus does not load (`waihu doctor`). */
  codecs: z
    .array(z.enum(['PCMA', 'PCMU', 'G722', 'opus']))
    .min(1)
    .default(['PCMA', 'PCMU']),
  /** SRTP with keys in SDP (RFC 4568). `optional` offers keys beside plain RTP; `required` takes nothing else. */
  srtp: srtpModeSchema.optional(),
  /** Other addresses of the same trunk, tried in this order after the proxy. */
  moreAddresses: z.array(hostPortSchema).max(8).default([]),
  /** Answers after which the next address, or another trunk, is tried; no answer and no way there always are. */
  failoverOn: z.array(z.number().int().min(400).max(599)).default([408, 500, 502, 503, 504]),
  /** Asks the trunk whether it is there (OPTIONS); absent: it counts as there. */
  probeEveryMs: z.number().int().min(1_000).max(3_600_000).optional(),
  /** Beginnings of the numbers that it takes, E.164; all where empty. */
  destinations: z.array(z.string().regex(/^\+[1-9][0-9]{0,14}$/, 'a destination begins like E.164: +8610')).default([]),
  /** Lower is tried first. */
  priority: z.number().int().min(0).max(100).default(10),
  /** Share of the calls among trunks of one priority; 0: only when the others cannot. */
  weight: z.number().int().min(0).max(1_000).default(10),
  /** A gateway's channel groups: 30 calls on an E1, 23 on a T1. A group that is `busyOut` takes no new call and drains. With groups, their channels count and `maxCalls` does not. */
  channelGroups: z
    .array(z.object({ name: nameSchema, line: z.enum(['E1', 'T1']), busyOut: z.boolean().default(false) }))
    .max(64)
    .default([]),
  maxCalls: z.number().int().min(1).max(10_000).default(30),
  callsPerSecond: z.number().min(0.1).max(500).default(5),
  /** Opens after this share of 403, 404, 484 or 5xx answers among at least `minCalls`; closes after `restMs`. */
  breaker: z
    .object({
      failureShare: z.number().min(0.05).max(1).default(0.5),
      minCalls: z.number().int().min(5).default(20),
      restMs: z.number().int().min(1_000).default(60_000),
    })
    .prefault({}),
  /**
   * A simulated carrier: takes +999… numbers only, and only it may be dialed outside calling hours.
   * A real trunk refuses +999… numbers.
   */
  simulated: z.boolean().default(false),
});
export type Trunk = z.infer<typeof trunkSchema>;

export const seatSchema = z
  .object({
    name: nameSchema,
    displayName: z.string().max(64).optional(),
    /** Where the seat's phone is, e.g. `sip:agent1@192.0.2.7:5062`; either this or `extension`. */
    address: z
      .string()
      .regex(/^sips?:[^\s]+$/, 'a seat address is a SIP URI')
      .optional(),
    /** The extension whose telephones ring for it. */
    extension: z.string().optional(),
    /** As a trunk's. */
    srtp: srtpModeSchema.optional(),
    skills: z.array(nameSchema).default([]),
    /** How good it is at a skill, from 1 to 10; 5 where not said. */
    skillLevels: z.partialRecord(nameSchema, z.number().int().min(1).max(10)).optional(),
    ringForMs: z.number().int().min(3_000).max(120_000).default(20_000),
  })
  .refine(({ address, extension }) => (address === undefined) !== (extension === undefined), {
    message: 'a seat has either an address or an extension',
  });
export type Seat = z.infer<typeof seatSchema>;

/** What a telephone may call outside (防盗打). Calls beyond it are refused and an alert is raised. */
export const outsideRightsSchema = z.object({
  /** Beginnings of the numbers it may call, E.164. */
  destinations: z
    .array(z.string().regex(/^\+[1-9][0-9]{0,14}$/, 'a destination begins like E.164: +8610'))
    .min(1)
    .default(['+86']),
  /** At once. */
  maxCalls: z.number().int().min(1).max(100).default(2),
  maxCallsPerHour: z.number().int().min(1).max(10_000).default(60),
  maxMinutesPerDay: z.number().int().min(1).max(14_400).default(240),
});
export type OutsideRights = z.infer<typeof outsideRightsSchema>;

/** Where calls of an extension go that it does not take (呼叫转移). */
export const forwardSchema = z.object({
  always: callTargetSchema.optional(),
  busy: callTargetSchema.optional(),
  noAnswer: callTargetSchema.optional(),
  /** No telephone is registered. */
  away: callTargetSchema.optional(),
});

export const voicemailBoxSchema = z.object({
  /** Messages are sent there as a sound file. */
  email: z.email().optional(),
  /** Said before the beep; a sentence of the house's where absent. */
  greeting: z.string().max(300).optional(),
  /** What the house's sentences are said in, to callers and to the box's owner; Chinese where absent. */
  language: z.enum(['zh-CN', 'en']).optional(),
  maxMs: z.number().int().min(5_000).max(600_000).default(120_000),
});
export type VoicemailBox = z.infer<typeof voicemailBoxSchema>;

/** A telephone of the house: it registers under its number, and others call it by that. */
export const extensionSchema = z.object({
  /** What is dialed, and the user name that the telephone registers with. */
  name: z.string().regex(/^[1-9][0-9]{1,5}$/, 'an extension is two to six digits'),
  displayName: z.string().max(64).optional(),
  password: secretRefSchema,
  ringForMs: z.number().int().min(3_000).max(120_000).default(25_000),
  record: z.boolean().default(true),
  /** As a trunk's. A browser's own encryption is not its concern. */
  srtp: srtpModeSchema.optional(),
  /** Shown when it calls outside; a trunk must own it. The trunk's first where absent. */
  callerNumber: z
    .string()
    .regex(/^\+[1-9][0-9]{4,14}$/, 'a caller number is E.164')
    .optional(),
  /** What it may call outside; absent: nothing but emergency numbers. */
  outside: outsideRightsSchema.optional(),
  forward: forwardSchema.optional(),
  doNotDisturb: z.boolean().default(false),
  /** A box for those who do not reach it; absent: it has none. */
  voicemail: voicemailBoxSchema.optional(),
  /** Extensions of one group may pick up one another's calls. */
  pickUpGroup: nameSchema.optional(),
  /** May listen to, whisper in, barge into and take over calls of the house. */
  supervises: z.boolean().default(false),
});
export type Extension = z.infer<typeof extensionSchema>;

/** A room where everybody who calls it hears everybody else. */
export const conferenceSchema = z.object({
  name: nameSchema,
  displayName: z.string().max(64).optional(),
  /** Digits asked for at the door. */
  pin: secretRefSchema.optional(),
  maxParties: z.number().int().min(2).max(100).default(20),
  record: z.boolean().default(false),
});

const featureCodeSchema = z.string().regex(/^\*[0-9]{1,4}$/, 'a feature code is * and one to four digits');

/** What telephones dial to ask something of the switchboard; `…` stands for what is dialed after the code. */
export const featureCodesSchema = z.object({
  /** Own voicemail. */
  voicemail: featureCodeSchema.default('*97'),
  /** `*8…`: takes the call that rings at an extension; alone: any that rings in one's group. */
  pickUp: featureCodeSchema.default('*8'),
  /** Where a call is transferred to be parked: `*70…` at a place of that name, alone at the parker's own number. */
  park: featureCodeSchema.default('*70'),
  /** `*71…`: takes the call parked there; alone: at one's own number. */
  unpark: featureCodeSchema.default('*71'),
  /** `*72…`: all calls go to that number; alone: no longer. */
  forward: featureCodeSchema.default('*72'),
  /** Not to be disturbed, and again to be. */
  doNotDisturb: featureCodeSchema.default('*78'),
  /** Signs the agent of this telephone in, and out. */
  signIn: featureCodeSchema.default('*45'),
  signOut: featureCodeSchema.default('*46'),
  /** Pauses the agent; again: ready. */
  pause: featureCodeSchema.default('*47'),
  /** `*51…`, `*52…`, `*53…`, `*54…`: listen to an extension's call, whisper to it, barge in, take it over. */
  listen: featureCodeSchema.default('*51'),
  whisper: featureCodeSchema.default('*52'),
  barge: featureCodeSchema.default('*53'),
  takeOver: featureCodeSchema.default('*54'),
});
export type FeatureCodes = z.infer<typeof featureCodesSchema>;

const namedKinds = ['trunks', 'seats', 'extensions', 'ivrs', 'calendars', 'queues', 'conferences', 'routes'] as const;

export const linesDocumentSchema = z
  .object({
    trunks: z.array(trunkSchema).default([]),
    seats: z.array(seatSchema).default([]),
    extensions: z.array(extensionSchema).default([]),
    ivrs: z.array(ivrDocumentSchema).default([]),
    calendars: z.array(namedCalendarSchema).default([]),
    queues: z.array(queueSchema).default([]),
    conferences: z.array(conferenceSchema).default([]),
    featureCodes: featureCodesSchema.prefault({}),
    /** A parked call comes back to whoever parked it after so long. */
    parkForMs: z.number().int().min(10_000).max(3_600_000).default(120_000),
    /** In this order: the first that matches wins. */
    routes: z.array(routeSchema).default([]),
  })
  .superRefine((document, context) => {
    for (const kind of namedKinds) {
      const seen = new Set<string>();
      for (const [index, { name }] of document[kind].entries()) {
        if (seen.has(name))
          context.addIssue({ code: 'custom', path: [kind, index, 'name'], message: `name '${name}' is used twice` });
        seen.add(name);
      }
    }
    for (const [index, trunk] of document.trunks.entries()) {
      if (trunk.register && !trunk.username)
        context.addIssue({
          code: 'custom',
          path: ['trunks', index, 'username'],
          message: `trunk '${trunk.name}' registers and so needs a username`,
        });
    }
    for (const { path, message } of brokenReferences(document))
      context.addIssue({ code: 'custom', path: [...path], message });
  });
export type LinesDocument = z.infer<typeof linesDocumentSchema>;

/** The lines of a tenant that never applied any. */
export const noLines: LinesDocument = linesDocumentSchema.parse({});
