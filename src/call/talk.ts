import type { CallOutcome } from '../contract/call-outcome.ts';
import type { CallOrder } from '../contract/call-order.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import { orderIdSchema } from '../contract/ids.ts';
import { onAbort } from '../foundation/abort.ts';
import { messageOf } from '../foundation/errors.ts';
import { compileScript, expectedPhrases, startMemory, utterancesOf, type CompiledScript } from '../dialogue/index.ts';
import { endpointWaitMs, looksUnfinished } from '../speech/index.ts';
import { pickUpStep, undecided, type PickUp, type PickUpInput } from './answering-machine.ts';
import type { CallStory } from './call-story.ts';
import type { Attendant, CallSurroundings } from './call-surroundings.ts';
import {
  appendText,
  robotSaid,
  startConversation,
  type Conversation,
  type ConversationContext,
  type ConversationEffect,
  type ConversationInput,
  type ConversationTimer,
} from './conversation-state.ts';
import { itemOf } from './conversation-turn.ts';
import { converse } from './conversation.ts';
import type { MediaEvent } from './media/media-messages.ts';
import { NamedTimers } from './named-timers.ts';

export interface TalkEnds {
  hangUp(outcome: CallOutcome, reason: string): void;
  transfer(skill: string | null, summary: string): void;
}

/** What of a call's surroundings a conversation uses. */
export type TalkSurroundings = Pick<CallSurroundings, 'media' | 'clock' | 'recognizer' | 'utcOffsetMinutes'> & {
  readonly services: Pick<CallSurroundings['services'], 'callFunction'>;
};

/** A machine that has fallen silent is listened to for its beep so long before a message is left; while it speaks, no message is. */
const beepWaitMs = 8_000;
/** One that speaks on and on is interrupted. */
const longestGreetingMs = 20_000;

/** What is known of a turn before its answer sounds. */
interface TurnTiming extends Omit<Extract<ConversationEffect, { kind: 'turn-decided' }>, 'kind'> {
  readonly dialogueMs: number;
}

/** Runs the conversation of one answered call: feeds it what the media and the clock say, and performs its effects. */
export class Talk implements Attendant {
  readonly #order: CallOrder;
  readonly #around: TalkSurroundings;
  readonly #story: Pick<CallStory, 'tell'>;
  readonly #ends: TalkEnds;
  readonly #script: CompiledScript;
  readonly #timers: NamedTimers<ConversationTimer | 'beep' | 'limit'>;
  readonly #legId: string;
  #context: ConversationContext;
  #state: Conversation;
  #pickUp: PickUp = undecided;
  #opening = '';
  /** Words came, if only guessed. */
  #worded = false;
  /** True once a machine was recognised: what it says is no conversation. */
  #deaf = false;
  /** It has given its beep, or waits: what sounds now is nobody's greeting. */
  #greetingOver = false;
  /** When a machine was first recognised. */
  #machineSinceMs: number | null = null;
  /** The script has met the machine: what it was is not judged anew. */
  #metMachine = false;
  #timing: TurnTiming | null = null;
  #functionCalls = 0;
  #machineWords = '';
  #answeredAtMs = 0;
  #stopped = false;

  constructor(
    order: CallOrder,
    script: ScriptDocument,
    legId: string,
    around: TalkSurroundings,
    story: Pick<CallStory, 'tell'>,
    ends: TalkEnds,
  ) {
    this.#order = order;
    this.#legId = legId;
    this.#around = around;
    this.#story = story;
    this.#ends = ends;
    this.#script = compileScript(script);
    this.#timers = new NamedTimers(around.clock);
    const memory = startMemory(this.#script, order.variables, {
      nowMs: around.clock.now(),
      utcOffsetMinutes: around.utcOffsetMinutes,
    });
    this.#state = startConversation(memory);
    this.#context = {
      script: this.#script,
      legId,
      hears: { text: false, recognizer: false },
      endpointWaitMs,
      looksUnfinished,
    };
  }

  /** Makes the script's sentences ready while the phone rings. */
  prepare(): void {
    const items = utterancesOf(this.#script, this.#order.variables).map(itemOf);
    this.#around.media.send({ kind: 'prepare', items, callId: this.#order.callId });
  }

  /** The call was answered; `text` says whether real-time text was agreed. */
  start(text: boolean): void {
    const recognizer = this.#around.recognizer;
    this.#answeredAtMs = this.#around.clock.monotonicMs();
    this.#context = { ...this.#context, hears: { text, recognizer: recognizer !== null } };
    this.#timers.start('limit', this.#order.maxTalkMs, () =>
      this.#step({ kind: 'dialogue', input: { kind: 'time-limit' } }),
    );
    this.#step({ kind: 'dialogue', input: { kind: 'answered' } });
  }

  heard(event: MediaEvent): void {
    if (this.#stopped) {
      if (event.kind === 'play-ended') this.cutOff(event);
      return;
    }
    this.#decidePickUp(event);
    const words =
      event.kind === 'text' ||
      event.kind === 'partial' ||
      event.kind === 'final' ||
      event.kind === 'speech-started' ||
      event.kind === 'speech-paused';
    if (this.#deaf && words) {
      this.#machineSpeaks(event);
      if (event.kind === 'text') this.#machineWords = appendText(this.#machineWords, event.text);
      else if (event.kind === 'final') this.#machineWords += event.text;
      return;
    }
    if (event.kind === 'play-started') this.#tellTiming(event);
    this.#step({ kind: 'media', event });
  }

  transferFailed(reason: string): void {
    if (!this.#stopped) this.#step({ kind: 'dialogue', input: { kind: 'transfer-result', answered: false, reason } });
  }

  transferAnswered(): void {
    if (this.#stopped) return;
    this.#step({ kind: 'dialogue', input: { kind: 'transfer-result', answered: true, reason: null } });
    this.stop();
  }

  personJoined(): void {
    if (this.#stopped) return;
    this.#around.media.send({ kind: 'stop-play', legId: this.#legId });
    this.stop();
  }

  /** The conversation is over, whoever ended it: what was being said is told as far as it came. */
  stop(): void {
    this.#timers.stopAll();
    if (this.#stopped) return;
    this.#stopped = true;
    this.#tellUnfinished();
    this.#state = { ...this.#state, over: true };
  }

  /** A sentence that the end of the call cut: it is told, and leads to nothing. */
  cutOff(event: Extract<MediaEvent, { kind: 'play-ended' }>): void {
    const play = this.#state.plays.find(({ playId }) => playId === event.playId);
    if (!play) return;
    this.#state = { ...this.#state, plays: this.#state.plays.filter((other) => other !== play) };
    this.#story.tell(robotSaid(play, event, this.#state.turn));
  }

  /** Words of the customer, or of a machine, that no turn has told yet. */
  #tellUnfinished(): void {
    const { hearing, turn, node } = this.#state;
    const text = `${hearing.text}${this.#machineWords}`.trim();
    this.#machineWords = '';
    this.#state = { ...this.#state, hearing: { ...hearing, text: '' } };
    if (text === '') return;
    const durationMs = Math.max(0, hearing.lastVoicedAtMs - hearing.startedAtMs);
    this.#story.tell({
      kind: 'customer-said',
      turn: turn + 1,
      node,
      text,
      confidence: hearing.confidence,
      via: hearing.via,
      offsetMs: hearing.offsetMs,
      durationMs,
    });
  }

  #decidePickUp(event: MediaEvent): void {
    const input = this.#pickUpInput(event);
    if (!input) return;
    if (this.#metMachine) return this.#beep(event);
    const before = this.#pickUp;
    this.#pickUp = pickUpStep(before, input);
    if (this.#pickUp.answeredBy === before.answeredBy) return this.#beep(event);
    const { answeredBy, reason } = this.#pickUp;
    this.#story.tell({ kind: 'answered-by-decided', answeredBy, reason });
    if (answeredBy === 'human') return;
    this.#deaf = true;
    this.#around.media.send({ kind: 'stop-play', legId: this.#legId });
    for (const timer of ['silence', 'endpoint', 'final', 'keys', 'acknowledge', 'guess', 'ask'] as const)
      this.#timers.stop(timer);
    this.#machineSinceMs ??= this.#around.clock.monotonicMs();
    this.#greetingOver = hasFinished(event);
    this.#waitForBeep(this.#greetingOver ? 0 : beepWaitMs);
  }

  /** Its beep comes after its last word. */
  #machineSpeaks(event: MediaEvent): void {
    if (this.#metMachine || this.#greetingOver || this.#pickUp.answeredBy !== 'voicemail') return;
    if (event.kind === 'speech-started') this.#waitForBeep(longestGreetingMs);
    else if (event.kind === 'speech-paused') this.#waitForBeep(beepWaitMs);
  }

  #waitForBeep(forMs: number): void {
    const spokenMs = this.#around.clock.monotonicMs() - (this.#machineSinceMs ?? 0);
    const leftMs = Math.max(0, longestGreetingMs - spokenMs);
    this.#timers.start('beep', Math.min(forMs, leftMs), () => this.#meetMachine());
  }

  /** A machine that is no voicemail gives no beep: its sentence's end is enough. */
  #beep(event: MediaEvent): void {
    if (!this.#deaf) return;
    this.#greetingOver ||= event.kind === 'tone';
    const ended = event.kind === 'tone' || (event.kind === 'speech-paused' && this.#pickUp.answeredBy !== 'voicemail');
    if (ended) this.#timers.start('beep', event.kind === 'tone' ? 300 : 1_200, () => this.#meetMachine());
  }

  #meetMachine(): void {
    const { answeredBy } = this.#pickUp;
    this.#metMachine = true;
    this.#tellUnfinished();
    this.#step({ kind: 'dialogue', input: { kind: 'answered-by', answeredBy } });
  }

  #pickUpInput(event: MediaEvent): PickUpInput | null {
    if ((event.kind === 'text' || event.kind === 'partial' || event.kind === 'final') && event.text !== '')
      this.#worded = true;
    switch (event.kind) {
      case 'text':
        this.#opening = appendText(this.#opening, event.text);
        return { kind: 'words', text: this.#opening, final: false, sinceAnswerMs: this.#sinceAnswerMs() };
      case 'partial':
        return { kind: 'words', text: event.text, final: false, sinceAnswerMs: this.#sinceAnswerMs() };
      case 'final':
        this.#opening += event.text;
        return { kind: 'words', text: this.#opening, final: false, sinceAnswerMs: this.#sinceAnswerMs() };
      case 'speech-paused':
        return this.#opening === ''
          ? { kind: 'tone', tone: 'none', sinceAnswerMs: this.#sinceAnswerMs() }
          : { kind: 'words', text: this.#opening, final: true, sinceAnswerMs: this.#sinceAnswerMs() };
      case 'key':
        return { kind: 'key' };
      case 'tone':
        return { kind: 'tone', tone: event.tone, sinceAnswerMs: this.#sinceAnswerMs() };
      case 'answer-heard': {
        if (event.evidence.kind !== 'picked-up') return null;
        const { answeredBy, by, reason } = event.evidence;
        return { kind: 'sound', answeredBy, by, reason, worded: this.#worded };
      }
      default:
        return null;
    }
  }

  #sinceAnswerMs(): number {
    return this.#around.clock.monotonicMs() - this.#answeredAtMs;
  }

  #step(input: ConversationInput): void {
    const startedAtMs = this.#around.clock.monotonicMs();
    const { state, effects } = converse(this.#context, this.#state, input, startedAtMs);
    const moved = state.memory !== this.#state.memory;
    this.#state = state;
    if (moved) this.#tellExpected();
    const dialogueMs = this.#around.clock.monotonicMs() - startedAtMs;
    for (const effect of effects) this.#perform(effect, dialogueMs);
  }

  /** What is likely to be answered where the conversation stands: some recognisers hear nothing else. */
  #tellExpected(): void {
    if (!this.#context.hears.recognizer) return;
    const phrases = expectedPhrases(this.#script, this.#state.memory);
    this.#around.media.send({ kind: 'expect', legId: this.#legId, phrases });
  }

  #perform(effect: ConversationEffect, dialogueMs: number): void {
    switch (effect.kind) {
      case 'media':
        return this.#around.media.send(effect.command);
      case 'timer':
        if (effect.afterMs === null) return this.#timers.stop(effect.timer);
        return this.#timers.start(effect.timer, effect.afterMs, () =>
          this.#step({ kind: 'timer', timer: effect.timer }),
        );
      case 'tell':
        return this.#story.tell(effect.event);
      case 'turn-decided':
        this.#timing = { ...effect, dialogueMs };
        return undefined;
      case 'call-function':
        void this.#callFunction(effect);
        return undefined;
      case 'transfer':
        return this.#ends.transfer(effect.skill, effect.summary);
      case 'hang-up':
        return this.#ends.hangUp(effect.outcome, effect.reason);
    }
  }

  #tellTiming(event: Extract<MediaEvent, { kind: 'play-started' }>): void {
    const timing = this.#timing;
    // A sign that the answer comes is not the answer.
    if (!timing || event.playId === this.#state.acknowledging?.playId) return;
    this.#timing = null;
    const { turn, lastVoicedAtMs, endpointMs, policyMs, recognizerMs, dialogueMs, guessed } = timing;
    const firstPacketMs = event.atMs - lastVoicedAtMs;
    this.#story.tell({
      kind: 'turn-timed',
      turn,
      latency: {
        endpointMs,
        policyMs,
        recognizerMs,
        dialogueMs,
        modelMs: null,
        synthesisMs: event.synthesisMs,
        firstPacketMs,
        ...(guessed.hits + guessed.misses > 0 && { speculation: guessed }),
      },
    });
  }

  async #callFunction(effect: Extract<ConversationEffect, { kind: 'call-function' }>): Promise<void> {
    const { clock, services } = this.#around;
    const startedAtMs = clock.monotonicMs();
    const deadline = new AbortController();
    const stop = clock.after(effect.timeoutMs, () =>
      deadline.abort(new Error(`'${effect.name}' did not answer in ${effect.timeoutMs} ms`)),
    );
    const ordinal = ++this.#functionCalls;
    let result: FunctionResult;
    try {
      const { callId, tenantId } = this.#order;
      const asked = services.callFunction(
        { tenantId, callId, name: effect.name, args: effect.args, key: `${callId}/${ordinal}` },
        deadline.signal,
      );
      result = await Promise.race([asked, rejectionOf(deadline.signal)]);
    } catch (error) {
      result = { ok: false, reason: messageOf(error) };
    } finally {
      stop();
    }
    this.#tellOrder(effect, result);
    this.#step({
      kind: 'function-result',
      key: effect.key,
      name: effect.name,
      result,
      tookMs: clock.monotonicMs() - startedAtMs,
    });
  }

  #tellOrder(effect: Extract<ConversationEffect, { kind: 'call-function' }>, result: FunctionResult): void {
    if (!result.ok || effect.name !== 'create-order') return;
    const orderId = orderIdSchema.safeParse(result.values['orderId']);
    if (orderId.success)
      this.#story.tell({
        kind: 'order-created',
        orderId: orderId.data,
        product: effect.args['product'] ?? '',
        amount: effect.args['amount'] ?? '',
      });
  }
}

/** The machine now records, or waits. */
function hasFinished(event: MediaEvent): boolean {
  if (event.kind === 'answer-heard') return event.evidence.kind === 'picked-up' && event.evidence.finished;
  return event.kind === 'tone';
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    onAbort(signal, () => reject(signal.reason as Error));
  });
}
