import type { WebAnswer, WebRequest } from '../../../foundation/web-look-up.ts';
import type { CallSurroundings, MediaCommand, MediaEvent } from '../../../call/index.ts';
import type { CallId } from '../../../contract/ids.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import type { StageResult } from '../../calls/stage.ts';
import type { CompiledIvr } from '../compiled-ivr.ts';
import type { IvrLeading, IvrLine, IvrPorts } from '../ivr-ports.ts';
import { runIvr } from '../run-ivr.ts';

type Told = Parameters<IvrLine['tell']>[0];
type Play = Extract<MediaCommand, { kind: 'play' }>;
type Request = { readonly request: WebRequest; readonly limits: Parameters<IvrPorts['fetch']>[1] };

/** Every prompt takes this long. */
export const promptMs = 1_000;
const legId = 'call-1/caller';

export interface ScriptedLineOptions {
  readonly recognizer?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly fetch?: IvrPorts['fetch'];
  readonly answer?: WebAnswer;
  readonly startMs?: number;
}

/**
 * A caller in a flow, in virtual time: prompts take a second each, keys cut them as the media does, and the test says how transfers end.
 */
export class ScriptedLine {
  readonly clock: FakeClock;
  readonly commands: MediaCommand[] = [];
  readonly told: Told[] = [];
  readonly requests: Request[] = [];
  readonly led: { readonly leading: IvrLeading; readonly ended: (result: StageResult) => void; takenBack: boolean }[] =
    [];
  done: StageResult | null = null;
  readonly #stage: ReturnType<typeof runIvr>;
  readonly #queue: Play[] = [];
  #stopTimer: (() => void) | null = null;
  #secret = false;

  constructor(flow: CompiledIvr, options: ScriptedLineOptions = {}) {
    this.clock = new FakeClock(options.startMs);
    const around = {
      clock: this.clock,
      recognizer: options.recognizer ?? null,
      media: { send: (command: MediaCommand) => this.#take(command) },
    } as unknown as CallSurroundings;
    const line: IvrLine = {
      callId: 'call-1' as CallId,
      legId,
      caller: '+8613800000000',
      called: '+861088886666',
      around,
      tell: (event) => void this.told.push(event),
    };
    const ports: IvrPorts = {
      fetch: (request, limits) => {
        this.requests.push({ request, limits });
        return options.fetch?.(request, limits) ?? Promise.resolve(options.answer ?? { failure: 'unreachable' });
      },
      leadTo: (leading, ended) => {
        const one = { leading, ended, takenBack: false };
        this.led.push(one);
        return () => void (one.takenBack = true);
      },
      ...(options.variables ? { variables: options.variables } : {}),
    };
    this.#stage = runIvr(line, flow, ports, (result) => (this.done = result));
  }

  /** Everything said so far, begun or not. */
  get said(): readonly string[] {
    return this.of('play').map(({ items }) => items.map(({ text }) => text).join(''));
  }

  of<Kind extends MediaCommand['kind']>(kind: Kind): Extract<MediaCommand, { kind: Kind }>[] {
    return this.commands.filter((command) => command.kind === kind) as Extract<MediaCommand, { kind: Kind }>[];
  }

  toldOf<Kind extends Told['kind']>(kind: Kind): Extract<Told, { kind: Kind }>[] {
    return this.told.filter((event) => event.kind === kind) as Extract<Told, { kind: Kind }>[];
  }

  pass(durationMs: number): void {
    this.clock.tick(durationMs);
  }

  /** All prompts that wait are said, and what they lead to. */
  listen(): void {
    while (this.#queue.length > 0) this.pass(promptMs);
  }

  press(keys: string): void {
    for (const key of keys) {
      const [playing] = this.#queue;
      if (playing && playing.bargeIn.mode !== 'never') this.#cutOff(this.#empty(), 'key');
      this.pass(100);
      const digit = this.#secret ? '*' : key;
      const event: MediaEvent = {
        kind: 'key',
        legId,
        digit,
        typed: key,
        durationMs: 100,
        via: 'rfc4733',
        atMs: 0,
        offsetMs: 0,
      };
      this.hear(event);
    }
  }

  hear(event: MediaEvent): void {
    this.#stage.heard(event);
  }

  say(text: string, confidence = 0.9): void {
    const atMs = this.clock.monotonicMs();
    this.hear({ kind: 'speech-started', legId, startedAtMs: atMs, offsetMs: atMs });
    if (this.#queue[0] && this.#queue[0].bargeIn.mode === 'after') this.#cutOff(this.#empty(), 'speech');
    this.pass(600);
    this.hear({ kind: 'speech-paused', legId, startedAtMs: atMs, lastVoicedAtMs: atMs + 600, offsetMs: atMs });
    this.pass(700);
    this.hear({ kind: 'final', legId, text, confidence, atMs: atMs + 1_300 });
  }

  stop(): void {
    this.#stage.stop();
  }

  #take(command: MediaCommand): void {
    this.commands.push(command);
    if (command.kind === 'secret-keys') this.#secret = command.on;
    else if (command.kind === 'stop-play') {
      const stopped = this.#empty();
      this.clock.after(0, () => this.#cutOff(stopped, 'command'));
    }
    if (command.kind === 'play') {
      this.#queue.push(command);
      if (this.#queue.length === 1) this.#begin();
    }
  }

  #begin(): void {
    const [play] = this.#queue;
    if (!play) return;
    const { playId } = play;
    const atMs = this.clock.monotonicMs();
    this.#stopTimer = this.clock.after(promptMs, () => {
      this.#queue.shift();
      this.#begin();
      this.#ended(play, null);
    });
    this.clock.after(0, () =>
      this.hear({
        kind: 'play-started',
        legId,
        playId,
        atMs,
        offsetMs: atMs,
        synthesisMs: 5,
        provider: 'tts',
        cached: true,
      }),
    );
  }

  #ended(play: Play, by: 'speech' | 'key' | 'command' | null): void {
    const text = play.items.map((item) => item.text).join('');
    const atMs = this.clock.monotonicMs();
    const interruption = by && { by, startedAtMs: atMs, decidedAtMs: atMs, stoppedAtMs: atMs };
    this.hear({
      kind: 'play-ended',
      legId,
      playId: play.playId,
      atMs,
      completed: by === null,
      spokenText: by === null ? text : '',
      spokenMs: by === null ? promptMs : 0,
      interruption,
      failure: null,
    });
  }

  #empty(): Play[] {
    this.#stopTimer?.();
    return this.#queue.splice(0);
  }

  #cutOff(plays: readonly Play[], by: 'speech' | 'key' | 'command'): void {
    for (const play of plays) this.#ended(play, by);
  }
}
