import type { Clock } from '../../foundation/clock.ts';
import { EngineConnection } from './engine-connection.ts';
import type { SynthesisRequest, SynthesisSink } from './speech-link.ts';
import type { EngineSocket } from './speech-sockets.ts';
import type { EngineReply } from './wire.ts';

interface Saying {
  readonly id: number;
  readonly request: SynthesisRequest;
  readonly sink: SynthesisSink;
  /** Engine at work on it, null while it waits for one. */
  engine: Engine | null;
  /** Name of the engine whose sound the sink has some of. */
  begunBy: string | null;
  /** Names of engines that said they cannot say it: another is asked while nothing was heard of it. */
  readonly failedBy: Set<string>;
  /** Engines that went away under it: a text that kills two is given up. */
  deaths: number;
  deliveredSamples: number;
  /** Samples that a second attempt says again and the sink has already. */
  skipSamples: number;
  giveUpAtMs: number;
}

interface Engine {
  readonly socket: EngineSocket;
  readonly connection: EngineConnection;
  inFlight: number;
}

/** How long a text waits for an engine that is starting again. */
const patienceMs = 8_000;
const mostDeaths = 2;

/**
 * The synthesiser processes as one: each text goes to the engine that its voice names, else to the first that is preferred
 * and speaks its language, else to the first that speaks it, and of several of one name to the least busy. When an engine
 * dies its texts go to another or wait for its restart, and what the sink has already is not said twice: an engine gives the
 * same sound for the same text, to within a few milliseconds.
 */
export class SpeakingPool {
  readonly #clock: Clock;
  readonly #engines: Engine[];
  readonly #sayings = new Map<number, Saying>();
  #lastId = 0;

  constructor(sockets: readonly EngineSocket[], clock: Clock) {
    this.#clock = clock;
    this.#engines = sockets.map((socket) => {
      const engine: Engine = {
        socket,
        inFlight: 0,
        connection: new EngineConnection(socket.socketPath, clock, {
          received: (reply) => this.#received(reply),
          up: () => undefined,
          down: (reason) => this.#down(engine, reason),
        }),
      };
      return engine;
    });
  }

  say(request: SynthesisRequest, sink: SynthesisSink): () => void {
    const id = ++this.#lastId;
    const giveUpAtMs = this.#clock.monotonicMs() + patienceMs;
    const fresh = { engine: null, begunBy: null, deaths: 0, deliveredSamples: 0, skipSamples: 0 };
    const saying: Saying = { id, request, sink, ...fresh, failedBy: new Set(), giveUpAtMs };
    this.#sayings.set(id, saying);
    this.#assign(saying);
    return () => this.#abandon(id);
  }

  flush(): void {
    for (const saying of this.#sayings.values()) if (!saying.engine) this.#assign(saying);
    for (const engine of this.#engines) engine.connection.flush();
    const nowMs = this.#clock.monotonicMs();
    for (const saying of this.#sayings.values()) if (!saying.engine) this.#despair(saying, nowMs);
  }

  async close(): Promise<void> {
    await Promise.all(this.#engines.map((engine) => engine.connection.close()));
  }

  /** Whether an engine is at work on it now. */
  #assign(saying: Saying): boolean {
    const { voice, preferred = [] } = saying.request;
    const { language, name } = voice;
    const able = this.#engines.filter(
      ({ socket, connection }) =>
        socket.languages.includes(language) && connection.phase === 'up' && !saying.failedBy.has(socket.name),
    );
    // A voice is named `ENGINE` or `ENGINE/SPEAKER`. Engines that stand further behind are for when the first ones are
    // away; a text that was begun is not gone on with by another voice.
    const names = able.map(({ socket }) => socket.name);
    const wanted = saying.begunBy === null ? [name?.split('/')[0], ...preferred, names[0]] : [saying.begunBy];
    const chosen = wanted.find((one) => one !== undefined && names.includes(one));
    const [first, ...others] = able.filter(({ socket }) => socket.name === chosen);
    if (!first) return false;
    const engine = others.reduce((best, other) => (other.inFlight < best.inFlight ? other : best), first);
    saying.engine = engine;
    saying.skipSamples = saying.deliveredSamples;
    engine.inFlight++;
    engine.connection.send({ kind: 'say', id: saying.id, text: saying.request.text, voice: saying.request.voice });
    return true;
  }

  /** Nobody can say it: at once where no engine ever could, after a restart's time where one may come back. */
  #despair(saying: Saying, nowMs: number): void {
    const { language } = saying.request.voice;
    if (!this.#engines.some(({ socket }) => socket.languages.includes(language)))
      return this.#fail(saying, `no synthesiser that speaks '${language}' is installed`);
    if (nowMs >= saying.giveUpAtMs) this.#fail(saying, `no synthesiser that speaks '${language}' is running`);
  }

  #down(engine: Engine, reason: string): void {
    for (const saying of this.#sayings.values()) {
      if (saying.engine !== engine) continue;
      saying.engine = null;
      saying.giveUpAtMs = this.#clock.monotonicMs() + patienceMs;
      if (++saying.deaths >= mostDeaths) this.#fail(saying, `${engine.socket.name}: ${reason}, twice with this text`);
    }
    engine.inFlight = 0;
  }

  #abandon(id: number): void {
    const saying = this.#sayings.get(id);
    if (!saying) return;
    saying.engine?.connection.send({ kind: 'cancel', id });
    this.#forget(saying);
  }

  /** Another may say it, while the sink has heard nothing. */
  #refused(saying: Saying, reason: string): void {
    const { engine } = saying;
    if (engine && saying.begunBy === null) {
      saying.failedBy.add(engine.socket.name);
      engine.inFlight--;
      saying.engine = null;
      if (this.#assign(saying)) return;
    }
    this.#fail(saying, reason);
  }

  #fail(saying: Saying, reason: string): void {
    this.#forget(saying);
    saying.sink.failed(reason);
  }

  #forget(saying: Saying): void {
    if (saying.engine) saying.engine.inFlight--;
    this.#sayings.delete(saying.id);
  }

  #received(reply: EngineReply): void {
    const saying = this.#sayings.get(reply.id);
    if (!saying) return;
    if (reply.kind === 'chunk') deliver(saying, reply.samples);
    else if (reply.kind === 'mark') saying.sink.mark?.(reply.textLength, reply.atSample);
    else if (reply.kind === 'failed') this.#refused(saying, reply.reason);
    else if (reply.kind === 'end') {
      this.#forget(saying);
      saying.sink.end(reply.provider);
    }
  }
}

function deliver(saying: Saying, samples: Int16Array): void {
  const skipped = Math.min(saying.skipSamples, samples.length);
  saying.skipSamples -= skipped;
  saying.deliveredSamples += samples.length - skipped;
  saying.begunBy ??= saying.engine?.socket.name ?? null;
  if (skipped < samples.length) saying.sink.chunk(samples.subarray(skipped));
}
