/**
 * Where a call is in its flow. A plain value: it can be copied, compared and kept.
 *
 *   new ──started──▶ ┌─────────────────── entering nodes ◀──────────────────────┐
 *                    │ condition, set, goto, empty prompts pass at once         │
 *                    ├─ prompt ─────────────▶ speaking ──said │ key─────────────┤
 *                    ├─ menu, collect, speech ▶ asking ──keys │ words │ silence─┤
 *                    ├─ http ───────────────▶ fetching ──http answered──────────┤
 *                    ├─ queue, robot, … ────▶ away ──────transfer ended─────────┘
 *                    └─ hang-up, a fault, a limit ▶ ended
 */
export interface IvrState {
  readonly phase: 'new' | 'speaking' | 'asking' | 'fetching' | 'away' | 'ended';
  readonly flow: string;
  readonly node: string;
  readonly startedAtMs: number;
  readonly startedWallMs: number;
  /** Of the last input. */
  readonly nowMs: number;
  /** Spent with others, which no limit counts. */
  readonly awayMs: number;
  readonly leftAtMs: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Typed and not yet taken. */
  readonly keys: string;
  /** A terminator that may still follow keys which were complete without it. */
  readonly lateTerminator: string;
  /** Prompts that are not over. */
  readonly playing: readonly { readonly playId: string; readonly bargeIn: boolean }[];
  /** Times that the node asked in vain. */
  readonly vain: number;
  /** Tries of the look-up. */
  readonly tries: number;
  /** The last one given. */
  readonly ticket: number;
  readonly plays: number;
  readonly lookUps: number;
  /** `flow/node` ← times entered. */
  readonly visits: Readonly<Record<string, number>>;
  /** Newest last, secret ones as `***`. */
  readonly pressed: readonly { readonly node: string; readonly keys: string }[];
}

/** Before the call came. */
export function startIvrState(flow: string): IvrState {
  return {
    phase: 'new',
    flow,
    node: '',
    startedAtMs: 0,
    startedWallMs: 0,
    nowMs: 0,
    awayMs: 0,
    leftAtMs: 0,
    variables: {},
    keys: '',
    lateTerminator: '',
    playing: [],
    vain: 0,
    tries: 0,
    ticket: 0,
    plays: 0,
    lookUps: 0,
    visits: {},
    pressed: [],
  };
}
