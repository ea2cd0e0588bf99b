import type { AnsweredBy, CallOutcome } from '../contract/call-outcome.ts';
import type { CallOrder } from '../contract/call-order.ts';
import { variantsOfScript } from '../contract/script/experiment.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import { orderIdSchema } from '../contract/ids.ts';
import { onAbort } from '../foundation/abort.ts';
import { messageOf } from '../foundation/errors.ts';
import {
  awaitedAnswer,
  compileScript,
  expectedPhrases,
  opinionSourceOf,
  startMemory,
  utterancesOf,
  type CompiledScript,
} from '../dialogue/index.ts';
import { endpointWaitMs, looksUnfinished } from '../speech/index.ts';
import type { CallStory } from './call-story.ts';
import type { Attendant, CallSurroundings } from './call-surroundings.ts';
import {
  appendText,
  conversationTimers,
  customerSaid,
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
import { ModelQuestion } from './model-question.ts';
import { NamedTimers } from './named-timers.ts';
import { OpinionQuestion } from './opinion-question.ts';
import { sourcesOf } from './second-opinion.ts';
import { WhoAnswered } from './who-answered.ts';

export interface TalkEnds {
  hangUp(outcome: CallOutcome, reason: string): void;
  transfer(skill: string | null, summary: string): void;
}

/** What of a call's surroundings a conversation uses. */
export type TalkSurroundings = Pick<
  CallSurroundings,
  'media' | 'clock' | 'recognizer' | 'learnScript' | 'utcOffsetMinutes' | 'languageModel'
> & {
  readonly services: Pick<CallSurroundings['services'], 'callFunction'>;
};

/** What is known of a turn before its answer sounds. */
interface TurnTiming extends Omit<Extract<ConversationEffect, { kind: 'turn-decided' }>, 'kind'> {
  readonly dialogueMs: number;
}

/** Runs the conversation of one answered call: feeds it what the media and the clock say, and performs its effects. */
export class Talk implements Attendant {
  readonly #order: CallOrder;
  readonly #around: TalkSurroundings;
  readonly #story: Pick<CallStory, 'tell' | 'opens' | 'keep'>;
  readonly #ends: TalkEnds;
  readonly #script: CompiledScript;
  readonly #timers: NamedTimers<ConversationTimer | 'limit'>;
  readonly #legId: string;
  readonly #whoAnswered: WhoAnswered;
  #context: ConversationContext;
  #state: Conversation;
  #timing: TurnTiming | null = null;
  #functionCalls = 0;
  readonly #question: ModelQuestion;
  readonly #opinion: OpinionQuestion;
  #machineWords = '';
  #stopped = false;

  constructor(
    order: CallOrder,
    script: ScriptDocument,
    legId: string,
    around: TalkSurroundings,
    story: Pick<CallStory, 'tell' | 'opens' | 'keep'>,
    ends: TalkEnds,
  ) {
    this.#order = order;
    this.#legId = legId;
    this.#around = around;
    this.#story = story;
    this.#ends = ends;
    this.#script = compileScript(script);
    this.#timers = new NamedTimers(around.clock);
    this.#question = new ModelQuestion(around.languageModel ?? null, around.clock, {
      give: (input) => this.#step({ kind: 'model', input }),
      tell: (event) => this.#story.tell(event),
    });
    this.#opinion = new OpinionQuestion(around, around.clock, {
      give: (given) => this.#step({ kind: 'opinion', given }),
      tell: (event) => this.#story.tell(event),
    });
    this.#whoAnswered = new WhoAnswered(around.clock, {
      decided: (answeredBy, reason) => this.#decided(answeredBy, reason),
      met: (answeredBy) => this.#meetMachine(answeredBy),
    });
    const time = {
      nowMs: around.clock.now(),
      utcOffsetMinutes: around.utcOffsetMinutes,
    };
    const begins = order.ringsBack === true ? 'ringing-back' : 'as-called';
    const memory = startMemory(this.#script, order.variables, time, begins);
    this.#state = startConversation(memory);
    this.#context = {
      script: this.#script,
      legId,
      hears: { text: false, recognizer: false },
      advisers: sourcesOf(around),
      endpointWaitMs,
      looksUnfinished,
    };
  }

  /** Makes the script's sentences and meanings ready while the phone rings. */
  prepare(): void {
    this.#around.learnScript?.(this.#script);
    const items = utterancesOf(this.#script, this.#order.variables).map(itemOf);
    this.#around.media.send({ kind: 'prepare', items, callId: this.#order.callId });
  }

  /** The call was answered; `text` says whether real-time text was agreed. */
  start(text: boolean): void {
    const recognizer = this.#around.recognizer;
    this.#whoAnswered.begin();
    this.#context = { ...this.#context, hears: { text, recognizer: recognizer !== null } };
    this.#timers.start('limit', this.#order.maxTalkMs, () =>
      this.#step({ kind: 'dialogue', input: { kind: 'time-limit' } }),
    );
    const { startedAtMs: atMs, utcOffsetMinutes, variables } = this.#state.memory;
    const { id: scriptId } = this.#script.document;
    const { scriptVersion, variants } = this.#order;
    const adviser = opinionSourceOf(this.#script);
    if (adviser !== null && !this.#context.advisers.has(adviser))
      this.#story.tell({ kind: 'degraded', what: 'language-model', reason: 'no second opinions: none is set' });
    const said = variants === undefined ? {} : { variants: variantsOfScript(variants) };
    this.#story.opens({ atMs, utcOffsetMinutes, scriptId, scriptVersion, variables, ...said });
    this.#step({ kind: 'dialogue', input: { kind: 'answered' } });
  }

  heard(event: MediaEvent): void {
    if (this.#stopped) {
      if (event.kind === 'play-ended') this.cutOff(event);
      return;
    }
    this.#whoAnswered.heard(event);
    if (this.#whoAnswered.isMachine && isSpeech(event)) {
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
    this.#whoAnswered.stop();
    if (this.#stopped) return;
    this.#stopped = true;
    this.#question.stop();
    this.#opinion.stop();
    this.#tellUnfinished();
    this.#state = { ...this.#state, over: true };
  }

  /** A sentence that the end of the call cut: it is told, and leads to nothing. */
  cutOff(event: Extract<MediaEvent, { kind: 'play-ended' }>): void {
    const { plays, acknowledging, turn } = this.#state;
    const sign = acknowledging?.started ? [acknowledging] : [];
    const play = [...plays, ...sign].find(({ playId }) => playId === event.playId);
    if (!play) return;
    this.#state = { ...this.#state, plays: plays.filter((other) => other !== play) };
    this.#story.tell(robotSaid(play, event, turn));
  }

  /** Words of the customer, or of a machine, that no turn has told yet. */
  #tellUnfinished(): void {
    const { hearing, turn, node } = this.#state;
    const text = `${hearing.text}${this.#machineWords}`.trim();
    this.#machineWords = '';
    this.#state = { ...this.#state, hearing: { ...hearing, text: '' } };
    if (text !== '') this.#story.tell(customerSaid(hearing, text, { turn: turn + 1, node }));
  }

  #decided(answeredBy: AnsweredBy, reason: string): void {
    this.#story.tell({ kind: 'answered-by-decided', answeredBy, reason });
    if (answeredBy === 'human') return;
    this.#around.media.send({ kind: 'stop-play', legId: this.#legId });
    for (const timer of conversationTimers) this.#timers.stop(timer);
  }

  #meetMachine(answeredBy: AnsweredBy): void {
    this.#tellUnfinished();
    this.#step({ kind: 'dialogue', input: { kind: 'answered-by', answeredBy } });
  }

  #step(input: ConversationInput): void {
    const startedAtMs = this.#around.clock.monotonicMs();
    const { state, effects } = converse(this.#context, this.#state, input, startedAtMs);
    const moved = state.memory !== this.#state.memory;
    this.#state = state;
    if (moved) {
      this.#tellExpected();
      this.#question.follow(awaitedAnswer(this.#script, state.memory)?.key ?? null);
    }
    this.#opinion.follow(state.doubted?.key ?? null);
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
      case 'keep':
        return this.#story.keep(effect.step, effect.understanding, effect.learnt);
      case 'turn-decided':
        this.#timing = { ...effect, dialogueMs };
        return undefined;
      case 'call-function':
        void this.#callFunction(effect);
        return undefined;
      case 'ask-model':
        return this.#question.ask(effect);
      case 'ask-opinion':
        return this.#opinion.ask(effect);
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
        modelMs: this.#question.firstSentenceMs,
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
        {
          tenantId,
          callId,
          name: effect.name,
          args: effect.args,
          key: `${callId}/${ordinal}`,
          web: effect.web,
        },
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

/** Voice or words: of a machine they are no conversation. */
function isSpeech({ kind }: MediaEvent): boolean {
  return ['speech-started', 'speech-paused', 'text', 'partial', 'final'].includes(kind);
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    onAbort(signal, () => reject(signal.reason as Error));
  });
}
