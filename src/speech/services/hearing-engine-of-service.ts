import type { Clock } from '../../foundation/clock.ts';
import type { Engine } from '../engines/engine-server.ts';
import type { EngineReply, StreamOptions } from '../link/wire.ts';
import type { HearingService } from './hearing-service.ts';
import { ServedTurn } from './served-turn.ts';

/** An engine that hears by a service elsewhere. */
export interface ServiceEngine extends Engine {
  /** Seconds of sound sent to the service since the start, repeats among them: what it bills. */
  readonly sentSec: number;
}

/**
 * Serves streams by a recognition service: a turn is opened there at its first sound and ended at `finish`. Where a turn begins before
 * the last one's final has come, its words wait for that. A turn that cannot be heard costs its stream: the link goes on with another.
 */
export function hearingEngineOfService(service: HearingService, clock: Clock): ServiceEngine {
  const meter = { sentSec: 0 };
  return {
    get sentSec() {
      return meter.sentSec;
    },
    connected(reply) {
      const streams = new Map<number, ServedStream>();
      return {
        received(request) {
          const { id } = request;
          const stream = streams.get(id);
          if (request.kind === 'open')
            streams.set(id, new ServedStream({ service, clock, meter, reply }, id, request.options));
          else if (request.kind === 'audio') stream?.accept(request.samples, request.frameAtMs);
          else if (request.kind === 'finish') stream?.finish();
          else if (request.kind === 'close') {
            stream?.close();
            streams.delete(id);
          }
        },
        closed() {
          for (const stream of streams.values()) stream.close();
        },
      };
    },
  };
}

interface Surroundings {
  readonly service: HearingService;
  readonly clock: Clock;
  readonly meter: { sentSec: number };
  readonly reply: (reply: EngineReply) => void;
}

/** A turn, and what of it waits to be told. */
interface Row {
  readonly turn: ServedTurn;
  lastFrameAtMs: number;
  partial: string | null;
  final: { readonly text: string; readonly confidence: number } | null;
}

/** The turns of one stream in their order: the first one alone tells. */
class ServedStream {
  readonly #around: Surroundings;
  readonly #id: number;
  readonly #options: StreamOptions;
  #rows: Row[] = [];
  #refused = false;

  constructor(around: Surroundings, id: number, options: StreamOptions) {
    this.#around = around;
    this.#id = id;
    this.#options = options;
    const { languages } = around.service;
    if (!languages.includes(options.language))
      this.#refuse(`knows no '${options.language}', only ${languages.join(', ')}`);
  }

  accept(samples: Int16Array, frameAtMs: number): void {
    if (this.#refused) return;
    let row = this.#rows.at(-1);
    if (!row || row.turn.finishing || row.final) row = this.#begin();
    row.lastFrameAtMs = frameAtMs;
    row.turn.accept(samples, frameAtMs);
  }

  finish(): void {
    if (this.#refused) return;
    const row = this.#rows.at(-1);
    if (row) return row.turn.finish();
    this.#around.reply({ kind: 'final', id: this.#id, frameAtMs: 0, confidence: 0, text: '' });
  }

  close(): void {
    for (const { turn } of this.#rows.splice(0)) turn.close();
  }

  #begin(): Row {
    const { service, clock, meter } = this.#around;
    const row: Row = {
      lastFrameAtMs: 0,
      partial: null,
      final: null,
      turn: new ServedTurn(service, this.#options, clock, {
        partial: (text) => {
          row.partial = text;
          this.#tell();
        },
        final: (text, confidence) => {
          row.final = { text, confidence };
          this.#tell();
        },
        refused: (reason) => this.#refuse(reason),
        sent: (seconds) => {
          meter.sentSec += seconds;
        },
        repeated: (seconds) => this.#around.reply({ kind: 'repeated', id: this.#id, seconds }),
      }),
    };
    this.#rows.push(row);
    row.turn.open();
    return row;
  }

  #tell(): void {
    const { reply } = this.#around;
    for (let row = this.#rows[0]; row; row = this.#rows[0]) {
      const about = { id: this.#id, frameAtMs: row.lastFrameAtMs };
      if (row.partial !== null && row.final === null) reply({ kind: 'partial', ...about, text: row.partial });
      row.partial = null;
      if (!row.final) return;
      reply({ kind: 'final', ...about, ...row.final });
      this.#rows.shift();
    }
  }

  #refuse(reason: string): void {
    if (this.#refused) return;
    this.#refused = true;
    this.close();
    this.#around.reply({ kind: 'refused', id: this.#id, reason });
  }
}
