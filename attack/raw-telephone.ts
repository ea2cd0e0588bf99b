import { createSocket, type Socket } from 'node:dgram';
import { parseDigestChallenge } from '../src/telephony/sip/auth/digest-challenge.ts';
import { formatAuthorization } from '../src/telephony/sip/auth/digest-response.ts';
import { systemRandom } from '../src/foundation/random.ts';

/** A request of whoever writes by hand. */
export interface RawRequest {
  readonly method: string;
  /** Request URI and, unless said otherwise, To. */
  readonly uri: string;
  readonly from: string;
  readonly to?: string;
  readonly headers?: readonly string[];
  /** Of a dialog that is another's. */
  readonly stolen?: { readonly callId: string; readonly fromTag: string; readonly sequence: number };
}

const patienceMs = 1_500;

/** A SIP client without manners: from an address of its own it sends what it likes and keeps what it hears. */
export class RawTelephone {
  readonly heard: string[] = [];
  readonly #socket: Socket;
  readonly #host: string;
  readonly #server: { readonly host: string; readonly port: number };
  #sequence = 0;
  #waiting: { readonly branch: string; readonly take: (answer: string | null) => void } | null = null;

  private constructor(socket: Socket, host: string, server: { readonly host: string; readonly port: number }) {
    this.#socket = socket;
    this.#host = host;
    this.#server = server;
    socket.on('message', (bytes) => this.#take(bytes.toString()));
    socket.on('error', () => undefined);
  }

  static open(host: string, server: { readonly host: string; readonly port: number }): Promise<RawTelephone> {
    const socket = createSocket('udp4');
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, host, () => resolve(new RawTelephone(socket, host, server)));
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** The first final answer, or null where none comes. */
  ask({ method, uri, from, to = `<${uri}>`, headers = [], stolen }: RawRequest): Promise<string | null> {
    const branch = `z9hG4bK${systemRandom.hex(8)}`;
    const text = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.#host}:${this.port};branch=${branch}`,
      'Max-Forwards: 70',
      `From: ${from};tag=${stolen?.fromTag ?? systemRandom.hex(4)}`,
      `To: ${to}`,
      `Call-ID: ${stolen?.callId ?? systemRandom.hex(8)}`,
      `CSeq: ${stolen?.sequence ?? ++this.#sequence} ${method}`,
      ...headers,
      'Content-Length: 0',
    ];
    return new Promise((resolve) => {
      const give = (answer: string | null): void => {
        clearTimeout(timer);
        this.#waiting = null;
        resolve(answer);
      };
      const timer = setTimeout(() => give(null), patienceMs);
      this.#waiting = { branch, take: give };
      this.#socket.send(`${text.join('\r\n')}\r\n\r\n`, this.#server.port, this.#server.host);
    });
  }

  close(): void {
    this.#socket.close();
  }

  #take(text: string): void {
    this.heard.push(text);
    if (!text.startsWith('SIP/2.0') || text.startsWith('SIP/2.0 1')) return;
    if (this.#waiting && text.includes(this.#waiting.branch)) this.#waiting.take(text);
  }
}

/** `401` of an answer; `silence` where there was none. */
export const statusOf = (answer: string | null): string => (answer === null ? 'silence' : answer.slice(8, 11));

/** The header field that answers the challenge in `answer`. */
export function proof(answer: string, method: string, uri: string, username: string, password: string): string {
  const [, name = '', text = ''] = /^(WWW|Proxy)-Authenticate: (.*MD5.*)$/im.exec(answer) ?? [];
  const challenge = parseDigestChallenge(text.trim());
  if (!challenge) throw new Error(`no challenge with MD5 in ${answer}`);
  const request = { method, uri, credentials: { username, password }, cnonce: systemRandom.hex(4), nonceCount: 1 };
  return `${name === 'Proxy' ? 'Proxy-' : ''}Authorization: ${formatAuthorization(challenge, request)}`;
}
