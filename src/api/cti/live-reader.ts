import { ctiCloseCodes, type CtiHello, type CtiMessage } from '../../contract/cti.ts';
import { every, type Clock } from '../../foundation/clock.ts';
import type { SignedIn } from '../api-doors.ts';
import { maskedMessage } from './cti-call.ts';
import type { CtiFeed, FeedEntry } from './cti-feed.ts';

/** The part of a WebSocket that a reader needs. */
export interface LiveSocket {
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
  on(event: 'pong' | 'close', listener: () => void): unknown;
}

export interface LiveReaderParts {
  readonly feed: CtiFeed;
  readonly clock: Clock;
  readonly maskPhone: (text: string) => string;
  /** Whether who reads still may: keys are revoked and sessions end while connections last. */
  readonly stillMay: () => Promise<boolean>;
}

const heartbeatMs = 15_000;
/** Silent for so many heartbeats: gone. */
const mostUnanswered = 2;
/** More than all that a feed keeps. */
const mostBufferedBytes = 4_000_000;
const closeWithinMs = 5_000;

/** Whether a reader of some parties wants an entry. Of calls that it was told of it is told the end, too. */
function chosenBy(parties: readonly string[] | undefined): (entry: FeedEntry) => boolean {
  if (!parties) return () => true;
  const followed = new Set<string>();
  return ({ message, names }) => {
    const callId = message.kind === 'call-event' ? message.event.callId : null;
    const isEnd = message.kind === 'call-event' && message.event.kind === 'call-ended';
    const hit = parties.some((party) => names.has(party));
    if (callId !== null && hit) followed.add(callId);
    return isEnd && callId !== null ? followed.delete(callId) || hit : hit;
  };
}

/** Tells one reader what happens from now on, after what it missed, until its socket closes. */
export function readLive(socket: LiveSocket, who: SignedIn, hello: CtiHello, parts: LiveReaderParts): void {
  const { feed, clock, maskPhone, stillMay } = parts;
  const { tenantId } = who;
  const plain = who.may('numbers.reveal');
  const seesAgents = who.may('agents.read');
  const chosen = chosenBy(hello.parties);
  const ends: (() => void)[] = [];
  let closing = false;

  const stop = (): void => {
    closing = true;
    for (const each of ends.splice(0)) each();
  };
  const end = (code: number, reason: string): void => {
    if (closing) return;
    stop();
    socket.close(code, reason);
    clock.after(closeWithinMs, () => socket.terminate());
  };
  const send = (message: CtiMessage): void => {
    if (closing) return;
    if (socket.bufferedAmount > mostBufferedBytes)
      return end(ctiCloseCodes.tooSlow, 'you read too slowly: connect again and go on where you were');
    socket.send(JSON.stringify(plain ? message : maskedMessage(message, maskPhone)));
  };
  const tell = (entry: FeedEntry): void => {
    if (entry.message.kind === 'agent-changed' && !seesAgents) return;
    if (chosen(entry)) send(entry.message);
  };

  let unanswered = 0;
  const beat = (): void => {
    if (++unanswered > mostUnanswered) return socket.terminate();
    socket.ping();
    send({ kind: 'heartbeat', seq: feed.seqOf(tenantId) });
    void stillMay().then(
      (may) => may || end(ctiCloseCodes.notSignedIn, 'your key or session has ended'),
      () => undefined,
    );
  };
  socket.on('pong', () => (unanswered = 0));
  socket.on('close', stop);

  const nowSeq = feed.seqOf(tenantId);
  const missed = hello.since ? feed.since(tenantId, hello.since) : [];
  send({ kind: 'welcome', feed: feed.name, seq: missed && hello.since ? hello.since.seq : nowSeq, heartbeatMs });
  if (missed) for (const entry of missed) tell(entry);
  else send({ kind: 'gap', seq: nowSeq });
  if (!closing) ends.push(feed.listen(tenantId, tell), every(clock, heartbeatMs, beat));
}
