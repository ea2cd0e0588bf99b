import type { Dialog } from '../dialog/dialog.ts';
import type { HeaderField, IncomingRequest, IncomingResponse, SipResponse } from '../message/message.ts';
import type { ResponseParts } from '../message/response-to.ts';
import type { KeyPress, Referral } from '../in-dialog.ts';
import type { CallEnd, ReasonHeader, SipBody } from '../sip-endpoint.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import type { AgentContext } from './agent-context.ts';
import type { Reply } from './send-request.ts';

/** Who hears what the peer does inside the dialog. */
export interface SessionListener {
  ended(end: CallEnd): void;
  reoffered(offer: SipBody | null): SipBody | { readonly refuse: number };
  /** The peer's answer to an offer of ours that nobody waits for. */
  reanswered?(answer: SipBody): void;
  info(body: SipBody): void;
  /** False where nobody takes key presses: then they are an INFO like any other. */
  pressed?(press: KeyPress): boolean;
  /** False where nobody takes referrals. */
  referred?(referral: Referral): boolean;
  /** A PRACK (RFC 3262): what to answer it with. 481 where absent. */
  pracked?(request: IncomingRequest): { readonly status: number; readonly parts?: ResponseParts };
  /** Nothing more is expected inside the dialog: it may be forgotten. */
  closed(): void;
}

/** One dialog, as the parts of `DialogSession` see it: what they ask, answer and change. */
export interface DialogWork {
  readonly context: AgentContext;
  readonly listener: SessionListener;
  readonly dialog: Dialog;
  readonly over: boolean;
  /** Answered with 2xx, by either side. */
  readonly established: boolean;
  /** Asks inside the dialog; `sent` hears the CSeq, once more where credentials were wanted. */
  ask(
    method: string,
    headers: readonly HeaderField[],
    body?: SipBody,
    sent?: (sequence: number) => void,
  ): Promise<Reply>;
  /** The same, and 408 or 481 end the call. */
  askAlive(
    method: string,
    headers: readonly HeaderField[],
    body?: SipBody,
    sent?: (sequence: number) => void,
  ): Promise<Reply>;
  answer(transaction: ServerTransaction, request: IncomingRequest, status: number, parts?: ResponseParts): void;
  /** Answers an INVITE with a 2xx that is sent again until its ACK; `done` hears whether that came. */
  accept(
    request: IncomingRequest,
    transaction: ServerTransaction,
    response: SipResponse,
    done?: (acked: boolean) => void,
  ): void;
  /** Takes in the peer's Contact. */
  retarget(message: IncomingRequest | IncomingResponse): void;
  contact(): HeaderField;
  bye(reason?: ReasonHeader, end?: CallEnd): Promise<void>;
  /** Keeps the dialog known beyond the end of the call, until the returned function is called. */
  hold(): () => void;
}
