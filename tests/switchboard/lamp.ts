import { createSocket, type Socket } from 'node:dgram';
import { proof, statusOf } from '../../attack/raw-telephone.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import type { SipAddress } from '../../src/telephony/index.ts';

const host = '127.0.0.1';

/** A telephone's lamp for messages that wait: subscribes (RFC 3842), and keeps what it is told. */
export class Lamp {
  /** Bodies of the NOTIFYs, in order. */
  readonly told: string[] = [];
  readonly #socket: Socket;
  readonly #server: SipAddress;
  readonly #number: string;
  readonly #password: string;
  readonly #callId = systemRandom.hex(8);
  readonly #tag = systemRandom.hex(4);

  private constructor(socket: Socket, server: SipAddress, number: string, password: string) {
    this.#socket = socket;
    this.#server = server;
    this.#number = number;
    this.#password = password;
    socket.on('message', (bytes) => this.#heard(bytes.toString()));
    this.#subscribe(1);
  }

  static watch(server: SipAddress, number: string, password: string): Promise<Lamp> {
    const socket = createSocket('udp4');
    return new Promise((resolve) => {
      socket.bind(0, host, () => resolve(new Lamp(socket, server, number, password)));
    });
  }

  close(): void {
    this.#socket.close();
  }

  #subscribe(sequence: number, ...more: readonly string[]): void {
    const { port } = this.#socket.address();
    this.#send(
      `SUBSCRIBE ${this.#uri()} SIP/2.0`,
      `Via: SIP/2.0/UDP ${host}:${port};branch=z9hG4bK${systemRandom.hex(8)}`,
      'Max-Forwards: 70',
      `From: <${this.#uri()}>;tag=${this.#tag}`,
      `To: <${this.#uri()}>`,
      `Call-ID: ${this.#callId}`,
      `CSeq: ${sequence} SUBSCRIBE`,
      `Contact: <sip:${this.#number}@${host}:${port}>`,
      'Event: message-summary',
      'Expires: 600',
      ...more,
    );
  }

  #heard(text: string): void {
    if (text.startsWith('NOTIFY')) {
      this.told.push(text.slice(text.indexOf('\r\n\r\n') + 4));
      const head = text.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/i.test(line));
      return this.#send('SIP/2.0 200 OK', ...head);
    }
    if (statusOf(text) === '401' && text.includes('CSeq: 1 '))
      this.#subscribe(2, proof(text, 'SUBSCRIBE', this.#uri(), this.#number, this.#password));
  }

  #uri(): string {
    return `sip:${this.#number}@${host}`;
  }

  #send(...lines: readonly string[]): void {
    this.#socket.send(`${[...lines, 'Content-Length: 0'].join('\r\n')}\r\n\r\n`, this.#server.port, this.#server.host);
  }
}
