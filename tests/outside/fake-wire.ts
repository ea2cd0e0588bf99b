import type { MediaCommand, MediaEvent, MediaPort } from '../../src/call/index.ts';
import type {
  DialogIdentity,
  IncomingCall,
  IncomingCallListener,
  InviteAnswer,
  InviteGuard,
  InviteRequest,
  OutgoingCall,
  OutgoingCallListener,
  Referral,
  SipAddress,
  SipEndpoint,
} from '../../src/telephony/index.ts';

const sdp = {
  contentType: 'application/sdp',
  content:
    'v=0\r\no=- 1 1 IN IP4 192.0.2.77\r\ns=-\r\nc=IN IP4 192.0.2.77\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8 0\r\na=sendrecv\r\n',
};
const unknown: SipAddress = { host: '', port: 0, transport: 'udp' };

let dialogs = 0;
function dialog(ended: () => void): Omit<OutgoingCall, 'cancel'> {
  const sipCallId = `c${++dialogs}`;
  const identity: DialogIdentity = {
    callId: sipCallId,
    localTag: 'l',
    remoteTag: 'r',
    localUri: 'sip:l@house.example',
    remoteUri: 'sip:r@house.example',
    remoteTarget: 'sip:r@192.0.2.77',
    routes: [],
    localSequence: 1,
    inviteSequence: 1,
    inviteBranch: 'b',
    nextHop: unknown,
  };
  return {
    sipCallId,
    identity: () => identity,
    bye: async () => ended(),
    reinvite: async () => sdp,
    update: async () => sdp,
    hold: async () => sdp,
    resume: async () => sdp,
    refer: async () => 202,
    info: async () => 200,
  };
}

/** An INVITE that left us, and what may come of it. */
export interface SentInvite {
  readonly request: InviteRequest;
  readonly hop: SipAddress;
  state: 'asked' | 'answered' | 'over';
  progress(early: boolean): void;
  answer(): void;
  fail(status: number, redirects?: readonly string[]): void;
  hangUp(): void;
  refer(referral: Referral): void;
}

/** A call to us. */
export interface TakenCall {
  state: 'asked' | 'answered' | 'over';
  giveUp(): void;
  hangUp(): void;
  refer(referral: Referral): void;
}

const hopOf = ({ requestUri, nextHop }: InviteRequest): SipAddress => {
  const [, host = '', port] = /@([^:;>]+)(?::(\d+))?/.exec(requestUri) ?? [];
  return nextHop ?? { host, port: Number(port ?? 5060), transport: 'udp' };
};

const answerOf = (status: number, redirects: readonly string[] = []): InviteAnswer => ({
  status,
  reasonPhrase: 'As Scripted',
  toTag: 'r',
  body: status >= 180 && status < 300 ? sdp : null,
  reason: null,
  retryAfterSec: null,
  headers: new Map(),
  ...(redirects.length > 0 && {
    redirects: redirects.map((uri) => ({ uri, displayName: null, preference: 1 })),
  }),
});

/** SIP without a wire: what we send is seen, and what comes of it is scripted. */
export class FakeWire {
  readonly sent: SentInvite[] = [];
  readonly taken: TakenCall[] = [];
  /** INVITEs that the guard let not leave. */
  stopped = 0;
  readonly endpoint: SipEndpoint;
  readonly #guard: InviteGuard;
  readonly #seen: (request: InviteRequest, hop: SipAddress) => void;
  #take: (call: IncomingCall) => void = () => undefined;

  constructor(guard: InviteGuard, seen: (request: InviteRequest, hop: SipAddress) => void) {
    this.#guard = guard;
    this.#seen = seen;
    this.endpoint = {
      addresses: [{ host: '192.0.2.10', port: 5060, transport: 'udp' }],
      invite: (request: InviteRequest, listener: OutgoingCallListener) => this.#invite(request, listener),
      onInvite: (take: (call: IncomingCall) => void) => {
        this.#take = take;
      },
    } as unknown as SipEndpoint;
  }

  /** Somebody calls us from there. */
  call(requestUri: string, from: string, source: SipAddress): void {
    let listener: IncomingCallListener | null = null;
    const taken: TakenCall = {
      state: 'asked',
      giveUp() {
        if (taken.state !== 'asked') return;
        taken.state = 'over';
        listener?.cancelled(null);
      },
      hangUp() {
        if (taken.state !== 'answered') return;
        taken.state = 'over';
        listener?.ended({ by: 'remote', reason: null, detail: '' });
      },
      refer: (referral) => (taken.state === 'answered' ? listener?.referred?.(referral) : undefined),
    };
    this.taken.push(taken);
    this.#take({
      ...dialog(() => {
        taken.state = 'over';
      }),
      requestUri,
      from: `<${from}>;tag=f`,
      to: `<${requestUri}>`,
      headers: new Map(),
      offer: sdp,
      source,
      progress: () => undefined,
      async accept() {
        if (taken.state === 'asked') taken.state = 'answered';
      },
      reject() {
        taken.state = 'over';
      },
      listen(told) {
        listener = told;
      },
    });
  }

  #invite(request: InviteRequest, listener: OutgoingCallListener): OutgoingCall {
    const hop = hopOf(request);
    const leave = this.#guard(request, [hop]);
    const sent: SentInvite = {
      request,
      hop,
      state: leave ? 'asked' : 'over',
      progress(early) {
        if (sent.state === 'asked')
          listener.progressed({ ...answerOf(early ? 183 : 180), ...(!early && { body: null }) });
      },
      answer() {
        if (sent.state !== 'asked') return;
        sent.state = 'answered';
        leave?.over(true);
        listener.answered(answerOf(200));
      },
      fail(status, redirects) {
        if (sent.state !== 'asked') return;
        sent.state = 'over';
        leave?.over(false);
        listener.failed(answerOf(status, redirects));
      },
      hangUp() {
        if (sent.state !== 'answered') return;
        sent.state = 'over';
        listener.ended({ by: 'remote', reason: null, detail: '' });
      },
      refer: (referral) => (sent.state === 'answered' ? listener.referred?.(referral) : undefined),
    };
    const own = dialog(() => {
      sent.state = 'over';
    });
    if (leave) {
      this.#seen(request, hop);
      request.onIdentity?.(own.identity());
      this.sent.push(sent);
    } else {
      this.stopped++;
      queueMicrotask(() => listener.failed(answerOf(403)));
    }
    return { ...own, cancel: () => sent.fail(487) };
  }
}

/** Media without sound: ports open at once, what is said is over at once, calls close. */
export class FakeMedia implements MediaPort {
  readonly #listeners = new Set<(event: MediaEvent) => void>();
  #port = 20_000;

  send(command: MediaCommand): void {
    const answer = this.#answerTo(command);
    if (answer) queueMicrotask(() => this.#listeners.forEach((listener) => listener(answer)));
  }

  subscribe(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  #answerTo(command: MediaCommand): MediaEvent | null {
    if (command.kind === 'open-leg')
      return { kind: 'leg-opened', legId: command.legId, port: (this.#port += 2), textPort: null };
    if (command.kind !== 'close-call') return null;
    const { callId } = command;
    return { kind: 'call-closed', callId, tracks: [], maskedSpans: [], recordingComplete: true, legs: [], used: [] };
  }
}
