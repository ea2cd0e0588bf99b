import type { FunctionResult } from '../../contract/live-services.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';
import { seededRandom, type Random } from '../../foundation/random.ts';
import { MediaRig, type MediaRigOptions, type RigPhone } from '../media/testing/media-rig.ts';
import type { Told } from '../conversation-state.ts';
import { Talk } from '../talk.ts';
import { heardTones, whereSaid, type HeardTone } from './heard-tones.ts';
import { robotOrder } from './robot-order.ts';

const legId = 'call/customer';
const frameSamples = 160;
const frameMs = 20;
/** Of a quiet line. */
const lineNoise = 12;

/** A line that gives back what comes out of the customer's ear piece. */
export interface LineEcho {
  readonly delayMs: number;
  readonly gainDb: number;
}

export interface RobotCallOptions extends Pick<MediaRigOptions, 'speech' | 'fate'> {
  readonly echo?: LineEcho;
  /** Peak of the noise behind the customer all the time; absent: a quiet line's. */
  readonly noisePeak?: number;
  /** The neural detector judges; absent: the level alone does. */
  readonly detectVoice?: boolean;
  /** How long a function of the script takes; all succeed. */
  readonly functionTakesMs?: number;
  /** The script's settled sentences are made before the call, as while it rings. */
  readonly prepared?: boolean;
}

/**
 * A whole robot call in virtual time: dialogue, conversation, media worker, packets, recording. Only SIP is missing, and the customer
 * is a test: he speaks sounds and types the words that belong to them. What happened is read from the recording's two channels.
 */
export class RobotCallRig {
  readonly rig: MediaRig;
  /** What the conversation told of itself. */
  readonly told: Told[] = [];
  readonly #phone: RigPhone;
  readonly #callId: string;
  readonly #options: RobotCallOptions;
  readonly #random: Random = seededRandom(11);
  readonly #voice: { readonly sound: Int16Array; at: number }[] = [];
  #over = false;

  private constructor(rig: MediaRig, phone: RigPhone, callId: string, options: RobotCallOptions) {
    this.rig = rig;
    this.#phone = phone;
    this.#callId = callId;
    this.#options = options;
  }

  /** The call is answered, and the robot begins. */
  static async answered(script: ScriptDocument, options: RobotCallOptions = {}): Promise<RobotCallRig> {
    const { speech, fate } = options;
    const rig = new MediaRig({ text: true, ...(speech && { speech }), ...(fate && { fate }) });
    const order = robotOrder(script);
    const { callId } = order;
    const call = new RobotCallRig(rig, await rig.join(legId, 'customer', callId), callId, options);
    const over = (): void => {
      call.#over = true;
    };
    const services = {
      callFunction: () =>
        new Promise<FunctionResult>((resolve) => {
          rig.clock.after(options.functionTakesMs ?? 0, () => resolve({ ok: true, values: {} }));
        }),
    };
    const around = { media: rig.media, clock: rig.clock, services, recognizer: null, utcOffsetMinutes: 480 };
    const talk = new Talk(
      order,
      script,
      legId,
      around,
      { tell: (event) => call.told.push(event), opens: () => undefined, keep: () => undefined },
      { hangUp: over, transfer: over },
    );
    rig.media.subscribe((event) => {
      if ('legId' in event && event.legId === legId) talk.heard(event);
    });
    rig.send({ kind: 'start-recording', callId, folder: '/rec' });
    rig.listen(legId, { detectVoice: options.detectVoice ?? false, fillers: script.fillers });
    if (options.prepared) {
      talk.prepare();
      await rig.pass(2_000);
    }
    talk.start(true);
    return call;
  }

  /** The robot has ended the conversation. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Time passes, frame by frame, while the customer's telephone sends what it hears of him and of the robot. */
  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += frameMs) {
      this.#phone.endpoint.sendFrame(this.#frame());
      await this.rig.pass(frameMs);
    }
  }

  /** The customer says a sound; its words, where there are any, come with its first syllable. */
  async says(sound: Int16Array, words = ''): Promise<void> {
    const atMs = Math.min(lengthMs(sound), 100);
    await this.saysInPieces(sound, words === '' ? [] : [[atMs, words]]);
  }

  /** The same, its words in pieces that come so many milliseconds after it began. */
  async saysInPieces(sound: Int16Array, pieces: readonly (readonly [atMs: number, words: string])[]): Promise<void> {
    this.#voice.push({ sound, at: 0 });
    let passedMs = 0;
    for (const [atMs, words] of pieces) {
      await this.pass(atMs - passedMs);
      passedMs = atMs;
      this.#phone.endpoint.sendText(words);
    }
    await this.pass(Math.max(0, lengthMs(sound) - passedMs));
  }

  /** Passes time until the customer hears the robot begin `text`; 20 s at most. */
  async untilSaying(text: string): Promise<void> {
    const from = this.#phone.heard.length;
    const tones: HeardTone[] = [];
    for (let waitedMs = 0; waitedMs < 20_000; waitedMs += frameMs) {
      await this.pass(frameMs);
      const heard = this.#phone.heard.slice(from + tones.length);
      tones.push(...heard.flatMap(({ samples }) => heardTones(samples)));
      if (whereSaid(tones, text, 2).length > 0) return;
    }
    throw new Error(`the robot never said '${text}'`);
  }

  press(digit: string): void {
    this.#phone.endpoint.sendDigit(digit);
  }

  /** Ends the call; what each side said, from the recording. */
  async channels(): Promise<{ readonly customer: Int16Array; readonly robot: Int16Array }> {
    await this.rig.hangUp(this.#callId);
    return { customer: this.rig.track('/rec/customer.alaw'), robot: this.rig.track('/rec/robot.alaw') };
  }

  #frame(): Int16Array {
    const { noisePeak = lineNoise } = this.#options;
    const frame = Int16Array.from({ length: frameSamples }, () => (this.#random.next() * 2 - 1) * noisePeak);
    const speaking = this.#voice[0];
    if (speaking) {
      add(frame, speaking.sound.subarray(speaking.at, speaking.at + frameSamples), 1);
      speaking.at += frameSamples;
      if (speaking.at >= speaking.sound.length) this.#voice.shift();
    }
    const { echo } = this.#options;
    if (echo) {
      const back = this.#phone.heard[this.#phone.heard.length - 1 - Math.round(echo.delayMs / frameMs)];
      if (back) add(frame, back.samples, 10 ** (echo.gainDb / 20));
    }
    return frame;
  }
}

/** In whole frames. */
const lengthMs = (sound: Int16Array): number => Math.ceil(sound.length / 8 / frameMs) * frameMs;

function add(frame: Int16Array, samples: Int16Array, gain: number): void {
  for (const [index, sample] of samples.entries())
    frame[index] = Math.max(-32_768, Math.min(32_767, (frame[index] ?? 0) + sample * gain));
}
