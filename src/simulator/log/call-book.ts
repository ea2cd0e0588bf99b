import type { Clock } from '../../foundation/clock.ts';
import type { Arrival, Behaviour, Meaning } from '../customer/behaviour.ts';
import type {
  Admission,
  BargeIn,
  CallLog,
  CallTruth,
  Moment,
  SaidByCustomer,
  SaidByRobot,
  TransferTruth,
} from '../messages.ts';
import { isAside } from '../customer/asides.ts';
import type { LogFile } from './log-file.ts';
import { truthOf } from './truth.ts';

export function momentOf(clock: Clock): Moment {
  return { monotonicMs: clock.monotonicMs(), wallMs: clock.now() };
}

interface Saying {
  readonly text: string;
  typed: string;
  readonly startedAtMs: number;
  firstVoicedAtMs: number | null;
  lastVoicedAtMs: number | null;
  lastCharacterAtMs: number | null;
  replyAtMs: number | null;
  awaitsReply: boolean;
}

export interface BookOptions {
  readonly sipCallId: string;
  readonly callee: string;
  readonly caller: string;
  readonly admission: Admission;
  readonly attempt: number;
  /** Null for a call that was not taken. */
  readonly behaviour: Behaviour | null;
  readonly arrival: Exclude<Arrival, { kind: 'by-attempt' }> | null;
  readonly ownToneHz: number;
}

/** How one finds out afterwards which person a customer was joined to: by the tone that this person heard. */
export type SeatFinder = (joined: {
  readonly ownToneHz: number;
  readonly heardToneHz: number;
  readonly fromMs: number;
  readonly toMs: number;
}) => { readonly seat: string; readonly heardCustomer: boolean; readonly leftFirst: boolean } | null;

const silentAfterMs = 400;
const stillSoundingMs = 120;

const nobodyAnswered = (unknown: BookOptions): CallTruth => ({
  answered: false,
  answeredBy: null,
  outcome: unknown.admission === 'unknown-number' ? 'vacant' : 'trunk-failed',
  hungUpBy: 'network',
  wordsSaid: [],
  wordsHeard: [],
  keysPressed: '',
  keysHeard: '',
  wants: null,
  ordered: false,
  askedNeverAgain: false,
  askedCallBack: false,
  transfer: null,
  grade: null,
});

/** All that is noted of one INVITE while it happens; each fact goes to the log file at once. */
export class CallBook {
  readonly #options: BookOptions;
  readonly #clock: Clock;
  readonly #file: LogFile;
  readonly #invitedAt: Moment;
  readonly #provisional: { readonly status: number; readonly at: Moment }[] = [];
  readonly #said: Saying[] = [];
  readonly #heard: SaidByRobot[] = [];
  readonly #bargeIns: { startedSpeakingAtMs: number; robotSilentAtMs: number | null }[] = [];
  #openBargeIn: { startedSpeakingAtMs: number; robotSilentAtMs: number | null } | null = null;
  #answeredAt: Moment | null = null;
  #cancelledAt: Moment | null = null;
  #endedAt: Moment | null = null;
  #endedBy: 'robot' | 'customer' | 'network' | null = null;
  #finalStatus: number | null = null;
  #keysPressed = '';
  #keysHeard = '';
  #meanings: readonly Meaning[] = [];
  #wantedSeat = false;
  #heardToneHz: number | null = null;
  #firstVoicedHeardAtMs: number | null = null;
  #lastVoicedHeardAtMs: number | null = null;
  textOffered = false;
  textAgreed = false;
  packets: { readonly sent: number; readonly received: number } = { sent: 0, received: 0 };

  constructor(options: BookOptions, clock: Clock, file: LogFile) {
    this.#options = options;
    this.#clock = clock;
    this.#file = file;
    this.#invitedAt = momentOf(clock);
    this.#write('invite', { callee: options.callee, caller: options.caller, admission: options.admission });
  }

  get sipCallId(): string {
    return this.#options.sipCallId;
  }

  get ownToneHz(): number {
    return this.#options.ownToneHz;
  }

  get isAnswered(): boolean {
    return this.#answeredAt !== null;
  }

  provisional(status: number): void {
    this.#provisional.push({ status, at: momentOf(this.#clock) });
    this.#write('provisional', { status });
  }

  answered(): void {
    this.#answeredAt = momentOf(this.#clock);
    this.#finalStatus = 200;
    this.#write('answered', {});
  }

  refused(status: number): void {
    this.#finalStatus = status;
    this.#end('network', 'refused', { status });
  }

  cancelled(): void {
    this.#cancelledAt = momentOf(this.#clock);
    this.#finalStatus = 487;
    this.#end('robot', 'cancel', {});
  }

  ended(by: 'robot' | 'customer' | 'network'): void {
    this.#end(by, 'bye', { by });
  }

  beganSaying(text: string): void {
    this.#said.push({
      text,
      typed: '',
      startedAtMs: this.#clock.monotonicMs(),
      firstVoicedAtMs: null,
      lastVoicedAtMs: null,
      lastCharacterAtMs: null,
      replyAtMs: null,
      awaitsReply: false,
    });
  }

  /** A frame of the sentence begun last has left. */
  spoke(frame: { readonly voiced: boolean; readonly lastVoiced: boolean; readonly text: string }): void {
    const saying = this.#said.at(-1);
    if (!saying) return;
    const nowMs = this.#clock.monotonicMs();
    if (frame.voiced && saying.firstVoicedAtMs === null) {
      saying.firstVoicedAtMs = nowMs;
      if (this.#lastVoicedHeardAtMs !== null && nowMs - this.#lastVoicedHeardAtMs <= stillSoundingMs) {
        this.#openBargeIn = { startedSpeakingAtMs: nowMs, robotSilentAtMs: null };
        this.#bargeIns.push(this.#openBargeIn);
      }
    }
    if (frame.text !== '') {
      saying.typed += frame.text;
      if (saying.typed.length === saying.text.length) saying.lastCharacterAtMs = nowMs;
    }
    if (frame.lastVoiced) {
      saying.lastVoicedAtMs = nowMs;
      saying.awaitsReply = this.#lastVoicedHeardAtMs === null || nowMs - this.#lastVoicedHeardAtMs > stillSoundingMs;
      this.#openBargeIn = null;
    }
  }

  /** A packet with voice arrived. */
  heardVoice(atMs: number): void {
    this.#noteSilence(atMs);
    this.#firstVoicedHeardAtMs ??= atMs;
    this.#lastVoicedHeardAtMs = atMs;
    const saying = this.#said.at(-1);
    if (!saying?.awaitsReply) return;
    saying.awaitsReply = false;
    saying.replyAtMs = atMs;
  }

  /** Time has passed: whoever was interrupted may have fallen silent. */
  tick(atMs: number): void {
    this.#noteSilence(atMs);
  }

  heardWords(said: SaidByRobot): void {
    this.#heard.push(said);
    this.#write('heard', { ...said });
  }

  pressed(key: string): void {
    this.#keysPressed += key;
    this.#write('pressed', { key });
  }

  heardKey(key: string): void {
    this.#keysHeard += key;
  }

  meant(meanings: readonly Meaning[]): void {
    this.#meanings = meanings;
    if (meanings.includes('wants-person')) this.#wantedSeat = true;
  }

  heardSeatTone(toneHz: number): void {
    this.#heardToneHz ??= toneHz;
  }

  log(findSeat: SeatFinder): CallLog {
    const { sipCallId, callee, caller, admission, attempt, behaviour } = this.#options;
    return {
      sipCallId,
      callee,
      caller,
      admission,
      attempt,
      behaviour: behaviour?.name ?? null,
      invitedAt: this.#invitedAt,
      provisional: [...this.#provisional],
      answeredAt: this.#answeredAt,
      cancelledAt: this.#cancelledAt,
      endedAt: this.#endedAt,
      finalStatus: this.#finalStatus,
      textOffered: this.textOffered,
      textAgreed: this.textAgreed,
      said: this.#said.flatMap((saying) => saidOf(saying)),
      heard: [...this.#heard],
      bargeIns: this.#bargeIns.map((bargeIn): BargeIn => ({ ...bargeIn })),
      packets: this.packets,
      firstVoicedHeardAtMs: this.#firstVoicedHeardAtMs,
      lastVoicedHeardAtMs: this.#lastVoicedHeardAtMs,
      echo: behaviour?.line.echo ?? null,
      truth: this.#truth(findSeat),
    };
  }

  #truth(findSeat: SeatFinder): CallTruth {
    const { behaviour, arrival } = this.#options;
    if (!behaviour || !arrival) return nobodyAnswered(this.#options);
    const joined = this.#joinedSeat(findSeat);
    return truthOf({
      behaviour,
      arrival,
      answered: this.#answeredAt !== null,
      cancelled: this.#cancelledAt !== null,
      finalStatus: this.#finalStatus,
      wordsAnnounced: this.#answeredAt ? '' : this.#said.map(({ typed }) => typed).join(''),
      endedBy: this.#endedBy,
      // What an announcement says before the answer is nobody's word.
      wordsSaid: this.#answeredAt ? this.#said.map(({ typed }) => typed).filter((typed) => typed !== '') : [],
      wordsHeard: this.#heard.map(({ text }) => text).filter((text) => text !== ''),
      keysPressed: this.#keysPressed,
      keysHeard: this.#keysHeard,
      meanings: this.#meanings,
      transfer: this.#transfer(joined),
      seatLeftFirst: joined?.leftFirst ?? false,
    });
  }

  #joinedSeat(findSeat: SeatFinder): ReturnType<SeatFinder> {
    if (this.#heardToneHz === null) return null;
    return findSeat({
      ownToneHz: this.ownToneHz,
      heardToneHz: this.#heardToneHz,
      fromMs: this.#invitedAt.monotonicMs,
      toMs: this.#endedAt?.monotonicMs ?? Number.POSITIVE_INFINITY,
    });
  }

  #transfer(joined: ReturnType<SeatFinder>): TransferTruth | null {
    if (!this.#wantedSeat && this.#heardToneHz === null) return null;
    return {
      ownToneHz: this.ownToneHz,
      heardToneHz: this.#heardToneHz,
      seat: joined?.seat ?? null,
      heardBySeat: joined?.heardCustomer ?? false,
    };
  }

  #noteSilence(atMs: number): void {
    const last = this.#lastVoicedHeardAtMs;
    if (!this.#openBargeIn || last === null || atMs - last < silentAfterMs) return;
    this.#openBargeIn.robotSilentAtMs = last;
    this.#openBargeIn = null;
  }

  #end(by: 'robot' | 'customer' | 'network', event: string, facts: object): void {
    if (this.#endedAt) return;
    this.#endedAt = momentOf(this.#clock);
    this.#endedBy = by;
    this.#write(event, facts);
  }

  #write(event: string, facts: object): void {
    this.#file.write({ event, sipCallId: this.#options.sipCallId, at: momentOf(this.#clock), ...facts });
  }
}

function saidOf(saying: Saying): readonly SaidByCustomer[] {
  if (saying.firstVoicedAtMs === null) return [];
  return [
    {
      text: saying.typed,
      aside: isAside(saying.text),
      startedAtMs: saying.startedAtMs,
      firstVoicedAtMs: saying.firstVoicedAtMs,
      lastVoicedAtMs: saying.lastVoicedAtMs,
      lastCharacterAtMs: saying.lastCharacterAtMs,
      replyAtMs: saying.replyAtMs,
    },
  ];
}
