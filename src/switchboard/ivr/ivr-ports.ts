import type { AskWebService } from '../../foundation/ask-web-service.ts';
import type { StageLine, StageResult } from '../calls/stage.ts';
import type { IvrMove } from './ivr-move.ts';

/** What a flow needs of the first party's line. */
export type IvrLine = Pick<StageLine, 'callId' | 'legId' | 'caller' | 'called' | 'around' | 'tell'>;

/** Where a flow sends its caller, and what the next one is told. */
export type IvrLeading = Pick<
  Extract<IvrMove, { readonly kind: 'route-to' }>,
  'target' | 'ringForMs' | 'recordForMs' | 'variables' | 'card'
>;

/** The world as a flow may touch it. */
export interface IvrPorts {
  readonly fetch: AskWebService;
  /** Gives the caller to somebody else; `ended` at most once, when the caller is back. The returned function takes the caller away from there. */
  leadTo(leading: IvrLeading, ended: (result: StageResult) => void): () => void;
  /** Values known before the call, by variable. */
  readonly variables?: Readonly<Record<string, string>>;
}
