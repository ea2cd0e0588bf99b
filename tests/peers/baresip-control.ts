import { connect, type Socket } from 'node:net';

/** What baresip tells of itself: `REGISTER_OK`, `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED`, … */
export interface BaresipEvent {
  readonly type: string;
  readonly param?: string;
  readonly id?: string;
}

interface Told extends Partial<BaresipEvent> {
  readonly event?: boolean;
  readonly response?: boolean;
  readonly ok?: boolean;
  readonly data?: string;
}

/** Its module `ctrl_tcp`: commands and events as JSON in netstrings. One answer comes for each command, in order. */
export class BaresipControl {
  readonly events: BaresipEvent[] = [];
  readonly #socket: Socket;
  readonly #answers: ((told: Told) => void)[] = [];
  #rest = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    // It is gone when its process is.
    socket.on('error', () => undefined);
  }

  static open(host: string, port: number): Promise<BaresipControl> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port }, () => resolve(new BaresipControl(socket)));
      socket.once('error', reject);
    });
  }

  /** Runs a command as its console would: `dial`, `accept`, `hangup`, `transfer`, … */
  async run(command: string, params = ''): Promise<string> {
    const json = JSON.stringify({ command, params });
    const told = await new Promise<Told>((resolve) => {
      this.#answers.push(resolve);
      this.#socket.write(`${Buffer.byteLength(json)}:${json},`);
    });
    if (told.ok !== true) throw new Error(`baresip refused '${command} ${params}': ${told.data ?? ''}`);
    return told.data ?? '';
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const colon = this.#rest.indexOf(':');
      const length = Number(this.#rest.subarray(0, colon).toString());
      const end = colon + 1 + length;
      if (colon < 0 || this.#rest.length <= end) return;
      this.#take(JSON.parse(this.#rest.subarray(colon + 1, end).toString()) as Told);
      this.#rest = this.#rest.subarray(end + 1);
    }
  }

  #take(told: Told): void {
    if (told.response === true) this.#answers.shift()?.(told);
    else if (told.type !== undefined) this.events.push(told as BaresipEvent);
  }
}
