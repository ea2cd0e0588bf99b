import type { IncomingCall, OutgoingCallListener, SipBody, SipEndpoint } from '../src/telephony/index.ts';

export type LoadOrder =
  /** `collect`: after collecting garbage, so that the heap holds only what is kept. */
  | { readonly kind: 'usage'; readonly collect: boolean }
  /** Keeps `concurrency` calls going to that port, each hung up as soon as it is answered. */
  | { readonly kind: 'call'; readonly port: number; readonly concurrency: number }
  | { readonly kind: 'stop' };

export interface LoadUsage {
  readonly port: number;
  readonly completed: number;
  readonly failed: number;
  readonly cpuMs: number;
  readonly heapBytes: number;
}

const session: SipBody = {
  contentType: 'application/sdp',
  content: [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    'm=audio 40000 RTP/AVP 8 0 101',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n'),
};

/** Takes whatever calls come (180, 200, BYE) and places as many as it is told to; counts what became of them. */
export class SipLoad {
  readonly #endpoint: SipEndpoint;
  #completed = 0;
  #failed = 0;
  #calling = false;

  constructor(endpoint: SipEndpoint) {
    this.#endpoint = endpoint;
    endpoint.onInvite((call) => this.#take(call));
  }

  serve(order: LoadOrder): LoadUsage {
    if (order.kind === 'usage' && order.collect) (globalThis as { gc?: () => void }).gc?.();
    if (order.kind === 'stop') this.#calling = false;
    if (order.kind === 'call') {
      this.#calling = true;
      for (let line = 0; line < order.concurrency; line++) this.#place(order.port);
    }
    return this.usage();
  }

  usage(): LoadUsage {
    const { user, system } = process.cpuUsage();
    return {
      port: this.#endpoint.addresses[0]?.port ?? 0,
      completed: this.#completed,
      failed: this.#failed,
      cpuMs: (user + system) / 1_000,
      heapBytes: process.memoryUsage().heapUsed,
    };
  }

  #take(call: IncomingCall): void {
    call.listen({
      cancelled: () => void this.#failed++,
      ended: ({ by }) => void (by === 'remote' ? this.#completed++ : this.#failed++),
      reoffered: () => ({ refuse: 488 }),
      info: () => undefined,
    });
    call.progress(180);
    call.accept(session).catch(() => undefined);
  }

  #place(port: number): void {
    const next = (): void => {
      if (this.#calling) this.#place(port);
    };
    const listener: OutgoingCallListener = {
      progressed: () => undefined,
      answered: () => {
        void hangUp();
      },
      failed: () => {
        this.#failed++;
        next();
      },
      answeredLate: () => undefined,
      ended: ({ by }) => void (by === 'local' ? undefined : this.#failed++),
      reoffered: () => ({ refuse: 488 }),
      info: () => undefined,
    };
    const hangUp = async (): Promise<void> => {
      await call.bye();
      this.#completed++;
      next();
    };
    const uri = `sip:bob@127.0.0.1:${port}`;
    const call = this.#endpoint.invite(
      { requestUri: uri, from: { uri: 'sip:alice@127.0.0.1' }, to: uri, offer: session },
      listener,
    );
  }
}
