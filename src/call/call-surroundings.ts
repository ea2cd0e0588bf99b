import type { CallOrder } from '../contract/call-order.ts';
import type { CallOutcome } from '../contract/call-outcome.ts';
import type { CallId, TenantId } from '../contract/ids.ts';
import type { LanguageModel } from '../contract/language-model.ts';
import type { SentenceEmbedder } from '../contract/sentence-embedder.ts';
import type { LiveServices } from '../contract/live-services.ts';
import type { Trunk } from '../contract/lines-document.ts';
import type { CompiledScript } from '../dialogue/index.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';
import type { RegisteredContact, SipAddress, SipEndpoint } from '../telephony/index.ts';
import type { CallStory } from './call-story.ts';
import type { Journal } from './journal.ts';
import type { MediaEvent, MediaPort } from './media/media-messages.ts';
import type { SpeechOfCall } from './speech-of-call.ts';

/** Moments at which tests kill the program, to see what survives. */
export type CrashPoint = 'invite-sent' | 'ringing' | 'talking' | 'bye-sent';

/** Whoever talks to the customer of a placed call: a robot by its script, or a flow. */
export interface Attendant {
  /** While the phone rings: what will be said is made ready. */
  prepare(): void;
  /** The call was answered; `text` says whether real-time text was agreed. */
  start(text: boolean): void;
  /** Media events of the customer's leg. */
  heard(event: MediaEvent): void;
  /** A sentence that the end of the call cut: it is told, and leads to nothing. */
  cutOff(event: Extract<MediaEvent, { kind: 'play-ended' }>): void;
  /** The call is over, whoever ended it. */
  stop(): void;
  transferAnswered?(): void;
  transferFailed?(reason: string): void;
  /** A person is with the customer now: nothing more is said, unless it was this one who led him there. */
  personJoined(): void;
}

/** A placed call as its attendant sees it. */
export interface AttendedCall {
  readonly order: CallOrder;
  readonly legId: string;
  readonly around: CallSurroundings;
  readonly tell: CallStory['tell'];
  hangUp(outcome: CallOutcome, reason: string): void;
}

/** What every live call is given: the doors below it, and the services it may ask. */
export interface CallSurroundings {
  readonly sip: SipEndpoint;
  readonly media: MediaPort;
  readonly services: LiveServices;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The address written into our session descriptions and bound for sound. */
  readonly mediaAddress: string;
  /** Recordings go to `<recordingsFolder>/<call id>`. */
  readonly recordingsFolder: string;
  /** Holds the music that callers wait with, `<name>.wav`; absent: they hear the built-in piece. */
  readonly musicFolder?: string;
  /** Who hears first, or null: keys and real-time text only. */
  readonly recognizer: string | null;
  /** Who hears in its place, in this order, when it is lost in a call. */
  readonly fallbackRecognizers?: readonly string[];
  /** How the calls of a tenant hear and speak; absent: all as `recognizer` and `fallbackRecognizers` say. */
  readonly speechOf?: (tenantId: TenantId) => SpeechOfCall;
  /** Who speaks at converse nodes; absent: nobody, and they go on by `failed`. */
  readonly languageModel?: LanguageModel;
  /** Tells which sentences mean alike, where a script wants to know; absent: nobody, and first readings stand. */
  readonly sentenceEmbedder?: SentenceEmbedder;
  /** Learns what the sentences of a script mean while the phone rings; absent: keywords, patterns and likeness decide. */
  readonly learnScript?: (script: CompiledScript) => void;
  readonly utcOffsetMinutes: number;
  /** Where a trunk is now, best first; its proxy as written where absent or empty. A call keeps what it was told first. */
  readonly trunkAddresses?: (trunk: Trunk) => readonly SipAddress[];
  /** The telephones registered at an extension now; none where absent: then no seat can sit at one. */
  readonly phonesOf?: (tenantId: TenantId, extension: string) => readonly RegisteredContact[];
  /** Who attends calls whose order carries a flow; absent: they end as soon as they are answered. */
  readonly attend?: (call: AttendedCall) => Attendant;
  /** Called as each crash point is reached. */
  reach(point: CrashPoint, callId: CallId): void;
}

/** How long a call waits for an answer of `LiveServices` before it goes on without. */
export const servicesDeadlineMs = 3_000;
