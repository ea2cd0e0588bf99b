import type { AnsweredBy, CallOutcome, HangUpBy, LeadGrade } from '../contract/call-outcome.ts';

/** What the program that starts a simulator may choose. Everything else follows from `seed`. */
export interface SimulatorOptions {
  /** Which number behaves how, which tone a call gets, who talks how: all follow from this number. */
  readonly seed: number;
  /** Address listened on, ports chosen by the system unless given. */
  readonly host?: string;
  readonly sipPort?: number;
  readonly seatPort?: number;
  /** Even RTP ports are taken from here, both ends included. */
  readonly rtpPorts?: { readonly from: number; readonly to: number };
  /** Caller numbers that the carrier lets through, E.164: an INVITE that shows another gets 403. */
  readonly callerNumbers: readonly string[];
  /** The carrier's people who take transfers. */
  readonly seats?: readonly SeatOptions[];
  /** Digest authentication wanted for every INVITE, and by which answer. */
  readonly digest?: {
    readonly username: string;
    readonly password: string;
    readonly status: 401 | 407;
    readonly algorithm?: 'MD5' | 'SHA-256';
  };
  /** INVITEs taken in any second; more get 503. */
  readonly callsPerSecond?: number;
  /** Folder of the log files; no files where absent. */
  readonly logFolder?: string;
  /** Folder where synthesised sentences are kept between runs. */
  readonly voiceFolder?: string;
  /** `espeak` speaks words; `murmur` makes speech-like sound without an engine. */
  readonly voice?: 'espeak' | 'murmur';
  /**
   * Calls in which sound alone carries the words: text is agreed with nobody, customers speak with the recorded syllables of this
   * folder, and a tenth of what they say is an aside.
   */
  readonly soundOnly?: { readonly syllableFolder: string };
  /** How long a customer takes from the robot's last sound to the first own. */
  readonly reactionMs?: number;
  /** Put one false statement about one call into what `log()` returns. */
  readonly lie?: boolean;
  /** Allot these behaviours only: for tests of the simulator itself and for load. */
  readonly only?: readonly string[];
}

/** `mode`: what becomes of a transfer to this person. */
export interface SeatOptions {
  readonly name: string;
  readonly mode: 'answers' | 'busy' | 'no-answer' | 'rejects';
}

/** Where a person can be reached: `address` is a SIP URI. */
export interface SeatAddress {
  readonly name: string;
  readonly address: string;
}

/** Something one side said. Times are `Clock.monotonicMs`, comparable with every process of this machine. */
export interface SaidByCustomer {
  readonly text: string;
  /** It has nothing to do with what was asked: no script expects it. */
  readonly aside: boolean;
  readonly startedAtMs: number;
  readonly firstVoicedAtMs: number;
  /** Last voiced frame sent; the last character of the text left no earlier. Null while or where it was not finished. */
  readonly lastVoicedAtMs: number | null;
  readonly lastCharacterAtMs: number | null;
  /** First packet with voice heard after `lastVoicedAtMs`, when the robot was silent at that moment. */
  readonly replyAtMs: number | null;
}

export interface SaidByRobot {
  /** Captions received, concatenated. Empty where no text was agreed or sent. */
  readonly text: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** The customer began to speak while the robot was speaking. */
export interface BargeIn {
  readonly startedSpeakingAtMs: number;
  /** Last packet with voice before the robot fell silent; null where it never did while the customer spoke. */
  readonly robotSilentAtMs: number | null;
}

export interface TransferTruth {
  /** The pure tone this customer plays to whoever takes over. */
  readonly ownToneHz: number;
  /** The tone of the person that the customer heard, null where nobody came. */
  readonly heardToneHz: number | null;
  /** Whose tone that is. */
  readonly seat: string | null;
  /** Whether that person heard this customer's tone. */
  readonly heardBySeat: boolean;
}

/** What really happened in a call, from the customer's side: the judge of what the product says of it. */
export interface CallTruth {
  readonly answered: boolean;
  /** What picked up, as far as anybody could know: `unknown` where nothing was ever said or pressed. */
  readonly answeredBy: AnsweredBy | null;
  readonly outcome: CallOutcome;
  readonly hungUpBy: HangUpBy;
  readonly wordsSaid: readonly string[];
  readonly wordsHeard: readonly string[];
  readonly keysPressed: string;
  readonly keysHeard: string;
  /** What this customer asked for, once both were said. */
  readonly wants: { readonly product: string; readonly amountYuan: number } | null;
  /** Whether the customer agreed to an order of what it wants. */
  readonly ordered: boolean;
  readonly askedNeverAgain: boolean;
  readonly askedCallBack: boolean;
  readonly transfer: TransferTruth | null;
  /** The letter that the insurance script's rules give to this conduct; null where there is none to give. */
  readonly grade: LeadGrade | null;
}

/** How an INVITE was received by the carrier. */
export type Admission =
  | 'taken'
  | 'challenged'
  | 'over-rate'
  | 'not-simulated'
  | 'unknown-caller'
  | 'wrong-credentials'
  | 'unknown-number'
  | 'no-common-codec';

/** A moment by both clocks: `monotonicMs` for durations, `wallMs` since the epoch for people. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** One INVITE that reached the carrier, and all that came of it. */
export interface CallLog {
  readonly sipCallId: string;
  readonly callee: string;
  readonly caller: string;
  readonly admission: Admission;
  /** The how-manieth call to this number, from 1. */
  readonly attempt: number;
  /** Name of the conduct: for reports after the fact. */
  readonly behaviour: string | null;
  readonly invitedAt: Moment;
  readonly provisional: readonly { readonly status: number; readonly at: Moment }[];
  readonly answeredAt: Moment | null;
  readonly cancelledAt: Moment | null;
  readonly endedAt: Moment | null;
  /** The carrier's last answer to the INVITE; 487 after a CANCEL, null before any. */
  readonly finalStatus: number | null;
  /** The INVITE offered text; text was agreed. */
  readonly textOffered: boolean;
  readonly textAgreed: boolean;
  readonly said: readonly SaidByCustomer[];
  readonly heard: readonly SaidByRobot[];
  readonly bargeIns: readonly BargeIn[];
  readonly packets: { readonly sent: number; readonly received: number };
  /** First and last packet with voice heard in the whole call. */
  readonly firstVoicedHeardAtMs: number | null;
  readonly lastVoicedHeardAtMs: number | null;
  /** Where the line gives the robot its own sound back. */
  readonly echo: { readonly gainDb: number; readonly delayMs: number } | null;
  readonly truth: CallTruth;
}

/** One call that reached a person of the carrier (a transfer). */
export interface SeatLog {
  readonly seat: string;
  readonly sipCallId: string;
  readonly invitedAt: Moment;
  readonly answeredAt: Moment | null;
  readonly endedAt: Moment | null;
  readonly finalStatus: number | null;
  readonly ownToneHz: number;
  readonly heardToneHz: number | null;
  /** `seat` where the person hung up first. */
  readonly hungUpBy: 'seat' | 'remote' | null;
}

/** What the parent asks: each has one answer, of the same `id`. */
export type SimulatorQuestion =
  | { readonly kind: 'numbers'; readonly id: number; readonly count: number }
  /** One number more, of a customer who reads these lines. */
  | { readonly kind: 'reader'; readonly id: number; readonly says: readonly string[] }
  | { readonly kind: 'log'; readonly id: number }
  | { readonly kind: 'seat-log'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number };

/** What a robot has just said in a call without text: has no answer. */
export interface RobotSaid {
  readonly kind: 'robot-said';
  readonly sipCallId: string;
  readonly text: string;
}

/** Parent → simulator. */
export type SimulatorRequest = SimulatorQuestion | RobotSaid;

/** Simulator → parent. `ready` is the first message; no message but the log says which number behaves how. */
export type SimulatorReply =
  | { readonly kind: 'ready'; readonly udp: string; readonly tcp: string; readonly seats: readonly SeatAddress[] }
  | { readonly kind: 'failed'; readonly id: number | null; readonly reason: string }
  | { readonly kind: 'numbers'; readonly id: number; readonly numbers: readonly string[] }
  | { readonly kind: 'log'; readonly id: number; readonly calls: readonly CallLog[] }
  | { readonly kind: 'seat-log'; readonly id: number; readonly calls: readonly SeatLog[] }
  | { readonly kind: 'closed'; readonly id: number };
