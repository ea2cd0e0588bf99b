import type { WebAnswer, WebRequest } from '../../../foundation/web-look-up.ts';
import type { IvrDocument } from '../../../contract/ivr-document.ts';
import type { LinesDocument } from '../../../contract/lines-document.ts';
import { prepareIvrs, type CompiledIvr } from '../compiled-ivr.ts';
import type { IvrFact, IvrMove } from '../ivr-move.ts';
import { ivrTrialStep, startIvrTrial, type IvrTrialLine } from '../ivr-trial.ts';
import type { IvrState } from '../ivr-state.ts';

/** What a played flow came to, for tests to look at. */
export interface Played {
  readonly state: IvrState;
  readonly lines: readonly IvrTrialLine[];
  readonly moves: readonly IvrMove[];
  /** What was said after each thing the caller did; the first is the opening. */
  readonly said: readonly string[];
  readonly facts: readonly IvrFact[];
  readonly requests: readonly WebRequest[];
  readonly routed: readonly Extract<IvrMove, { kind: 'route-to' }>[];
  readonly hungUp: string | null;
}

export interface PlayOptions {
  /** Answers in order; the last one again and again. */
  readonly answers?: readonly WebAnswer[];
  readonly transfers?: readonly ({ readonly taken: boolean; readonly reason: string } | null)[];
  readonly caller?: string;
  readonly wallMs?: number;
  readonly others?: readonly IvrDocument[];
  readonly calendars?: LinesDocument['calendars'];
}

/** Flows as they stand in a lines document that has nothing else. */
export function preparedIvr(documents: readonly IvrDocument[], version = 1): CompiledIvr {
  return prepareIvrs({ ivrs: [...documents], calendars: [] }, version).get(documents[0]!.name)!;
}

/** A Monday, ten in the morning in China. */
export const mondayTenMs = Date.parse('2026-03-02T10:00:00+08:00');

/** A whole call, `|` between the things the caller does. */
export function playIvr(document: IvrDocument, caller: string, options: PlayOptions = {}): Played {
  const { answers = [], transfers = [null], others = [], calendars = [] } = options;
  const flow = prepareIvrs({ ivrs: [document, ...others], calendars }, 1).get(document.name)!;
  const requests: WebRequest[] = [];
  let transfersSoFar = 0;
  const world = {
    lookUp: (request: WebRequest): WebAnswer => {
      requests.push(request);
      return answers[Math.min(requests.length, answers.length) - 1] ?? { failure: 'unreachable' };
    },
    transfer: () => transfers[Math.min(transfersSoFar++, transfers.length - 1)] ?? null,
  };
  const call = {
    wallMs: options.wallMs ?? mondayTenMs,
    caller: options.caller ?? '+8613800000000',
    called: '+861088886666',
  };
  const started = startIvrTrial(flow, call, world);
  const lines = [started.line];
  let { trial } = started;
  for (const line of caller === '' ? [] : caller.split('|')) {
    const step = ivrTrialStep(trial, line);
    ({ trial } = step);
    lines.push(step.line);
  }
  const moves = lines.flatMap((line) => line.moves);
  return {
    state: trial.state,
    lines,
    moves,
    said: lines.map((line) =>
      line.moves.flatMap((move) => (move.kind === 'play' ? move.items.map(({ text }) => text) : [])).join(' '),
    ),
    facts: moves.flatMap((move) => (move.kind === 'fact' ? [move.fact] : [])),
    requests,
    routed: moves.filter((move) => move.kind === 'route-to'),
    hungUp: moves.find((move) => move.kind === 'hang-up')?.reason ?? null,
  };
}
