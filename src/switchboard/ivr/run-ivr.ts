import type { WebAnswer } from '../../foundation/web-look-up.ts';
import { NamedTimers, type MediaCommand, type MediaEvent } from '../../call/index.ts';
import type { HearingVia } from '../../contract/call-event.ts';
import type { IvrNode } from '../../contract/ivr-document.ts';
import { unreachable } from '../../foundation/errors.ts';
import type { Stage, StageResult } from '../calls/stage.ts';
import { advanceIvr } from './advance-ivr.ts';
import type { CompiledIvr } from './compiled-ivr.ts';
import type { IvrInput } from './ivr-input.ts';
import type { IvrFact, IvrMove } from './ivr-move.ts';
import type { IvrLine, IvrPorts } from './ivr-ports.ts';
import { startIvrState, type IvrState } from './ivr-state.ts';
import { IvrPlays } from './ivr-plays.ts';
import { toldOfFact } from './tell-ivr-fact.ts';

/** No voice for so long ends what a caller has to say to a choice. */
const endOfSpeechMs = 700;
/** The recogniser has so long for its last words. */
const finalWithinMs = 2_000;
/** A key cuts a prompt when it goes down and is told when it comes up: so long is waited for it. */
const keyWithinMs = 2_000;

type MoveOf<Kind extends IvrMove['kind']> = Extract<IvrMove, { readonly kind: Kind }>;
type EventOf<Kind extends MediaEvent['kind']> = Extract<MediaEvent, { readonly kind: Kind }>;

/** Plays a flow to the first party of a call: says, listens, asks web services and leads on, until the flow hangs up. */
export function runIvr(
  line: IvrLine,
  flow: CompiledIvr,
  ports: IvrPorts,
  done: (result: StageResult) => void,
): Required<Stage> {
  return new IvrRun(line, flow, ports, done);
}

/**
 * Performs what the engine decides. What must come after prompts waits in `#next` until none is awaited:
 *
 *   input ─► advanceIvr ─► moves ─► play, fetch, facts: at once
 *     ▲                       └──► collect, listen: the silence timer │ route-to │ hang-up: when all is said
 *     └── keys, words, ends of prompts, silence, answers, the caller back from others
 */
class IvrRun implements Required<Stage> {
  readonly #line: IvrLine;
  readonly #flow: CompiledIvr;
  readonly #ports: IvrPorts;
  readonly #done: (result: StageResult) => void;
  readonly #timers: NamedTimers<'silence' | 'speech-end' | 'final' | 'key'>;
  readonly #plays: IvrPlays;
  readonly #abort = new AbortController();
  readonly #inputs: IvrInput[] = [];
  #state: IvrState;
  #busy = false;
  #over = false;
  #turn = 0;
  /** What waits for the prompts to be over. */
  #next: (() => void) | null = null;
  /** Somebody speaks, or the words are not there yet: no silence. */
  #speaking = false;
  #hearing = false;
  #secret = false;
  #heard: { via: HearingVia; offsetMs: number; durationMs: number } = { via: 'speech', offsetMs: 0, durationMs: 0 };
  #takeBack: (() => void) | null = null;

  constructor(line: IvrLine, flow: CompiledIvr, ports: IvrPorts, done: (result: StageResult) => void) {
    this.#line = line;
    this.#flow = flow;
    this.#ports = ports;
    this.#done = done;
    const { clock, media } = line.around;
    this.#timers = new NamedTimers(clock);
    this.#plays = new IvrPlays(line, `ivr/${clock.monotonicMs()}/`, line.around.recognizer !== null);
    this.#state = startIvrState(flow.document.name);
    media.send(this.#listening(null));
    const { caller, called } = line;
    const { variables = {} } = ports;
    this.#take({ kind: 'started', atMs: clock.monotonicMs(), wallMs: clock.now(), caller, called, variables });
  }

  heard(event: MediaEvent): void {
    if (!('legId' in event) || event.legId !== this.#line.legId) return;
    if (event.kind === 'play-started') return this.#plays.started(event);
    if (event.kind === 'play-ended') return this.#playEnded(event);
    if (this.#over) return;
    if (this.#state.phase === 'away') {
      if (event.kind === 'key') this.#said(this.#plays.takeCut());
    } else if (event.kind === 'key') this.#keyPressed(event);
    else if (this.#hearing) this.#speechCame(event);
  }

  stop(): void {
    if (this.#over) return;
    this.#end();
    if (this.#plays.awaited) this.#line.around.media.send({ kind: 'stop-play', legId: this.#line.legId });
  }

  #end(): void {
    this.#over = true;
    this.#next = null;
    this.#timers.stopAll();
    this.#abort.abort();
    this.#takeBack?.();
    this.#beQuiet();
  }

  /** One input after the other: a move may be answered while the moves before it are still being made. */
  #take(input: IvrInput): void {
    this.#inputs.push(input);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#inputs.shift(); next && !this.#over; next = this.#inputs.shift()) this.#step(next);
    this.#busy = false;
  }

  #step(input: IvrInput): void {
    const { state, moves } = advanceIvr(this.#flow, this.#state, input);
    this.#state = state;
    for (const move of moves) this.#perform(move);
    this.#keepSecret();
    this.#goOnWhenSaid();
  }

  #perform(move: IvrMove): void {
    switch (move.kind) {
      case 'play':
        return this.#plays.play(move, this.#node(move.node)?.kind === 'speech');
      case 'stop-play':
        return this.#plays.stop();
      case 'collect':
        return this.#waitFor(move);
      case 'listen':
        this.#hear(move);
        return this.#waitFor(move);
      case 'fetch':
        void this.#ask(move);
        return undefined;
      case 'route-to':
        this.#waitNoMore();
        this.#next = () => this.#lead(move);
        return undefined;
      case 'hang-up':
        this.#waitNoMore();
        this.#next = () => {
          this.#end();
          this.#done({ taken: move.reason === 'transferred', reason: move.reason });
        };
        return undefined;
      case 'fact':
        return this.#tell(move.fact);
      default:
        return unreachable(move);
    }
  }

  #node(name: string): IvrNode | undefined {
    const { nodes } = (this.#flow.flows.get(this.#state.flow) ?? this.#flow).document;
    return Object.hasOwn(nodes, name) ? nodes[name] : undefined;
  }

  #tell(fact: IvrFact): void {
    if (fact.kind === 'keys-taken' || fact.kind === 'choice-heard') this.#turn += 1;
    const node = 'node' in fact ? this.#node(fact.node) : undefined;
    for (const event of toldOfFact(fact, { turn: this.#turn, node, heard: this.#heard })) this.#line.tell(event);
  }

  #goOnWhenSaid(): void {
    if (this.#plays.awaited || this.#speaking) return;
    const next = this.#next;
    this.#next = null;
    next?.();
  }

  #waitFor({ kind, ticket, timeoutMs }: MoveOf<'collect' | 'listen'>): void {
    if (kind === 'collect') this.#hearNothing();
    this.#timers.stop('silence');
    this.#next = () =>
      this.#timers.start('silence', timeoutMs, () => this.#take({ kind: 'silence', atMs: this.#nowMs(), ticket }));
  }

  #waitNoMore(): void {
    this.#timers.stop('silence');
    this.#hearNothing();
  }

  #playEnded(event: EventOf<'play-ended'>): void {
    const playId = this.#plays.ended(event, this.#turn);
    if (playId === null || this.#over) return;
    if (event.interruption?.by !== 'key') return this.#said([playId]);
    this.#plays.cutByKey(playId);
    this.#timers.start('key', keyWithinMs, () => this.#said(this.#plays.takeCut()));
  }

  #said(playIds: readonly string[]): void {
    for (const playId of playIds) this.#take({ kind: 'said', atMs: this.#nowMs(), playId });
  }

  #keyPressed({ digit, typed, via, offsetMs }: EventOf<'key'>): void {
    const secret = this.#secret;
    this.#line.tell({
      kind: 'key-pressed',
      turn: this.#turn + 1,
      digit: secret ? '*' : digit,
      via,
      secret,
      offsetMs,
    });
    this.#timers.stop('key');
    this.#speaking = false;
    const cut = this.#plays.takeCut();
    this.#take({ kind: 'keys', atMs: this.#nowMs(), keys: typed });
    this.#said(cut);
  }

  #speechCame(event: MediaEvent): void {
    if (event.kind === 'speech-started') {
      this.#speaking = true;
      this.#heard = { via: 'speech', offsetMs: event.offsetMs, durationMs: 0 };
      this.#timers.stop('speech-end');
      this.#timers.stop('silence');
    } else if (event.kind === 'speech-paused') {
      this.#heard = { ...this.#heard, durationMs: Math.max(0, event.lastVoicedAtMs - event.startedAtMs) };
      this.#timers.start('speech-end', endOfSpeechMs, () => this.#askForWords());
    } else if (event.kind === 'final') this.#wordsCame(event.text, event.confidence);
  }

  #askForWords(): void {
    this.#line.around.media.send({ kind: 'finish-turn', legId: this.#line.legId });
    this.#timers.start('final', finalWithinMs, () => this.#wordsCame('', 0));
  }

  /** Words that say nothing are no answer: the caller still has as long as the node gives. */
  #wordsCame(text: string, confidence: number): void {
    this.#timers.stop('speech-end');
    this.#timers.stop('final');
    this.#speaking = false;
    const { ticket } = this.#state;
    if (text.trim() !== '') this.#take({ kind: 'speech', atMs: this.#nowMs(), text: text.trim(), confidence });
    if (this.#over || this.#state.phase !== 'asking' || this.#state.ticket !== ticket) return;
    const node = this.#node(this.#state.node);
    if (node?.kind === 'speech')
      this.#waitFor({ kind: 'listen', ticket, node: this.#state.node, timeoutMs: node.timeoutMs, phrases: [] });
    this.#goOnWhenSaid();
  }

  #hear({ phrases }: MoveOf<'listen'>): void {
    if (this.#line.around.recognizer === null) return;
    this.#hearing = true;
    this.#line.around.media.send(this.#listening(phrases));
  }

  #hearNothing(): void {
    if (!this.#hearing) return;
    this.#hearing = false;
    this.#speaking = false;
    this.#timers.stop('speech-end');
    this.#timers.stop('final');
    this.#line.around.media.send(this.#listening(null));
  }

  /** Null: keys alone are listened for. */
  #listening(phrases: readonly string[] | null): Extract<MediaCommand, { kind: 'listen' }> {
    const { legId, around } = this.#line;
    return {
      kind: 'listen',
      legId,
      detectVoice: phrases !== null,
      recognizer: phrases === null ? null : around.recognizer,
      fallbackRecognizers: around.fallbackRecognizers,
      hotwords: phrases ?? [],
      language: this.#flow.document.voice.language,
      fillers: [],
    };
  }

  async #ask({ ticket, request, timeoutMs, idempotencyKey }: MoveOf<'fetch'>): Promise<void> {
    const limits = {
      timeoutMs,
      idempotencyKey: `${this.#line.callId}/${idempotencyKey}`,
      signal: this.#abort.signal,
    };
    const unreached: WebAnswer = { failure: 'unreachable' };
    const answer = await this.#ports.fetch(request, limits).catch(() => unreached);
    if (!this.#over) this.#take({ kind: 'http-answered', atMs: this.#nowMs(), ticket, answer });
  }

  #lead({ ticket, target, ringForMs, recordForMs, variables, card }: MoveOf<'route-to'>): void {
    this.#beQuiet();
    const { keys, values, flow } = card;
    const { legId } = this.#line;
    if (target.kind !== 'call-back')
      this.#line.tell({ kind: 'card-shown', leg: legId, flow, keys: [...keys], values: [...values] });
    let back = false;
    const takeBack = this.#ports.leadTo({ target, ringForMs, recordForMs, variables, card }, (result) => {
      if (back || this.#over) return;
      back = true;
      this.#takeBack = null;
      this.#line.around.media.send(this.#listening(null));
      this.#take({ kind: 'transfer-ended', atMs: this.#nowMs(), ticket, ...result });
    });
    if (!back) this.#takeBack = takeBack;
  }

  /** The line is left as it was found. */
  #beQuiet(): void {
    this.#hearNothing();
    this.#setSecret(false);
  }

  /**
   * Where a flow asks for secret keys at all, keys count as secret unless somebody who may hear them is waiting for them: what is typed
   * ahead may be meant for the one that asks for the password.
   */
  #keepSecret(): void {
    if (this.#over) return;
    const { document } = this.#flow.flows.get(this.#state.flow) ?? this.#flow;
    const { phase, node, playing } = this.#state;
    if (phase === 'away' || phase === 'ended') return this.#setSecret(false);
    if (!Object.values(document.nodes).some(isSecret)) return this.#setSecret(false);
    const asks = phase === 'asking' && playing.every(({ bargeIn }) => bargeIn);
    this.#setSecret(!asks || isSecret(this.#node(node)));
  }

  #setSecret(on: boolean): void {
    if (on === this.#secret) return;
    this.#secret = on;
    this.#line.around.media.send({ kind: 'secret-keys', legId: this.#line.legId, on });
  }

  #nowMs(): number {
    return this.#line.around.clock.monotonicMs();
  }
}

function isSecret(node: IvrNode | undefined): boolean {
  return node?.kind === 'collect' && node.secret;
}
