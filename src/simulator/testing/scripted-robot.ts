import { systemClock } from '../../foundation/clock.ts';
import { systemRandom } from '../../foundation/random.ts';
import { levelDbfs, toneSound } from '../../audio/index.ts';
import {
  openRtpEndpoint,
  openSipEndpoint,
  PortPool,
  type OutgoingCall,
  type RtpEndpoint,
  type SipAddress,
  type SipBody,
  type SipCredentials,
  type SipEndpoint,
} from '../../telephony/index.ts';
import { payloadTypeOf, readSession } from '../carrier/session-text.ts';
import { murmur } from '../voice/murmur.ts';

const host = '127.0.0.1';

interface CallOptions {
  readonly credentials?: () => Promise<SipCredentials | null>;
  readonly tcp?: string;
  readonly text?: boolean;
}

const addressOf = (written: string, transport: SipAddress['transport']): SipAddress => {
  const [name = host, port = '5060'] = written.split(':');
  return { host: name, port: Number(port), transport };
};

/** A robot that says what a test tells it to, by sound and captions: the other end of the simulator in its own tests. */
export class ScriptedRobot {
  readonly #endpoint: SipEndpoint;
  readonly #carrier: string;
  readonly #ports = new PortPool({ from: 43_000, to: 43_998 });
  readonly #calls: RobotCall[] = [];

  private constructor(endpoint: SipEndpoint, carrier: string) {
    this.#endpoint = endpoint;
    this.#carrier = carrier;
  }

  static async open(carrier: string): Promise<ScriptedRobot> {
    const endpoint = await openSipEndpoint({
      bind: { host, port: 0 },
      transports: ['udp', 'tcp'],
      clock: systemClock,
      random: systemRandom,
      userAgent: 'scripted robot',
    });
    return new ScriptedRobot(endpoint, carrier);
  }

  call(callee: string, caller: string, options: CallOptions = {}): RobotCall {
    const nextHop = options.tcp === undefined ? addressOf(this.#carrier, 'udp') : addressOf(options.tcp, 'tcp');
    return this.#place(`sip:${callee}@${nextHop.host}:${nextHop.port}`, `sip:${caller}@${host}`, nextHop, options);
  }

  /** Calls a person of the carrier. */
  callAddress(address: string): RobotCall {
    const [, target = ''] = address.split('@');
    return this.#place(address, `sip:robot@${host}`, addressOf(target, 'udp'), { text: false });
  }

  async close(): Promise<void> {
    await Promise.all(this.#calls.map((call) => call.close()));
    await this.#endpoint.close();
  }

  #place(requestUri: string, from: string, nextHop: SipAddress, options: CallOptions): RobotCall {
    const call = new RobotCall(this.#endpoint, this.#ports, { requestUri, from, nextHop, options });
    this.#calls.push(call);
    return call;
  }
}

interface Waiter {
  readonly holds: () => boolean;
  readonly resolve: () => void;
}

export class RobotCall {
  readonly statuses: number[] = [];
  readonly directions: string[] = [];
  readonly final: Promise<number>;
  readonly ringing: Promise<void>;
  readonly answered: Promise<void>;
  readonly over: Promise<void>;
  sipCallId = '';
  reason: unknown = null;
  text = '';
  #keys = '';
  #readText = 0;
  #readKeys = 0;
  #lastVoicedAtMs = 0;
  #out: OutgoingCall | null = null;
  #media: RtpEndpoint | null = null;
  readonly #waiters = new Set<Waiter>();
  #finalStatus: number | null = null;
  #isOver = false;

  constructor(
    endpoint: SipEndpoint,
    ports: PortPool,
    place: {
      readonly requestUri: string;
      readonly from: string;
      readonly nextHop: SipAddress;
      readonly options: CallOptions;
    },
  ) {
    this.ringing = this.#until(() => this.statuses.includes(180));
    this.answered = this.#until(() => this.#finalStatus === 200);
    this.over = this.#until(() => this.#isOver);
    this.final = this.#until(() => this.#finalStatus !== null).then(() => this.#finalStatus ?? 0);
    void this.#place(endpoint, ports, place);
  }

  get hasEnded(): boolean {
    return this.#isOver;
  }

  cancel(): void {
    this.#out?.cancel();
  }

  /** Says a sentence with its captions in step; resolves when the last of it has left. */
  async say(text: string): Promise<void> {
    const sound = murmur(text);
    this.#media?.sendFrame(sound);
    const characters = Array.from(text);
    const stepMs = sound.length / 8 / characters.length;
    for (const character of characters) {
      this.#media?.sendText(character);
      await this.#wait(stepMs);
    }
  }

  async playTone(frequencyHz: number, lengthMs: number): Promise<void> {
    this.#media?.sendFrame(toneSound({ frequenciesHz: [frequencyHz], levelDbfs: -16 }, lengthMs));
    await this.#wait(lengthMs);
  }

  /** Resolves when the customer has said a whole sentence since the last one, and is silent. */
  async heardSentence(): Promise<string> {
    await this.#until(() => /[。！？]$/u.test(this.text.slice(this.#readText)));
    await this.#until(() => systemClock.monotonicMs() - this.#lastVoicedAtMs > 200);
    const sentence = this.text.slice(this.#readText);
    this.#readText = this.text.length;
    return sentence;
  }

  async heardKey(): Promise<string> {
    await this.#until(() => this.#keys.length > this.#readKeys);
    return this.#keys[this.#readKeys++] ?? '';
  }

  async hangUp(): Promise<void> {
    this.#isOver = true;
    await this.#out?.bye();
    this.#changed();
  }

  async close(): Promise<void> {
    if (this.#finalStatus === 200 && !this.#isOver) await this.hangUp();
    this.#media?.close();
  }

  async #place(endpoint: SipEndpoint, ports: PortPool, { requestUri, from, nextHop, options }: PlaceOf): Promise<void> {
    const text = options.text ?? true;
    const media = await openRtpEndpoint({ bindAddress: host, ports, clock: systemClock, random: systemRandom, text });
    this.#media = media;
    media.onText((characters) => {
      this.text += characters.replaceAll('\uFEFF', '');
      this.#changed();
    });
    media.onDigit((digit) => {
      this.#keys += digit;
      this.#changed();
    });
    media.onFrame((samples, atMs) => {
      if (levelDbfs(samples) > -50) this.#lastVoicedAtMs = atMs;
      this.#changed();
    });
    this.#out = endpoint.invite(
      {
        requestUri,
        from: { uri: from },
        to: requestUri,
        nextHop,
        offer: describe(media, 'sendrecv'),
        ...(options.credentials ? { credentials: options.credentials } : {}),
      },
      {
        progressed: ({ status, body }) => {
          this.statuses.push(status);
          if (body) connect(media, body);
          this.#changed();
        },
        answered: ({ body }) => {
          if (body) connect(media, body);
          this.#finish(200);
        },
        failed: ({ status, reason }) => {
          this.reason = reason;
          this.#isOver = true;
          this.#finish(status);
        },
        answeredLate: () => this.#finish(487),
        ended: () => {
          this.#isOver = true;
          this.#changed();
        },
        reoffered: (offer) => {
          const direction = readSession(offer?.content ?? '')?.[0]?.direction ?? 'sendrecv';
          this.directions.push(direction);
          if (offer) connect(media, offer);
          return describe(media, direction === 'sendonly' ? 'recvonly' : 'sendrecv');
        },
        info: () => undefined,
      },
    );
    this.sipCallId = this.#out.sipCallId;
  }

  #finish(status: number): void {
    this.#finalStatus ??= status;
    this.#changed();
  }

  #changed(): void {
    for (const waiter of this.#waiters)
      if (waiter.holds()) {
        this.#waiters.delete(waiter);
        waiter.resolve();
      }
  }

  #until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.add({ holds, resolve });
    });
  }

  #wait(lengthMs: number): Promise<void> {
    return new Promise((resolve) => {
      systemClock.after(lengthMs, resolve);
    });
  }
}

type PlaceOf = ConstructorParameters<typeof RobotCall>[2];

function describe(media: RtpEndpoint, direction: string): SipBody {
  const lines = [
    'v=0',
    `o=- 1 1 IN IP4 ${host}`,
    's=-',
    `c=IN IP4 ${host}`,
    't=0 0',
    `m=audio ${media.port} RTP/AVP 8 0 101`,
    'a=rtpmap:101 telephone-event/8000',
    `a=${direction}`,
    ...(media.textPort === null
      ? []
      : [
          `m=text ${media.textPort} RTP/AVP 99 98`,
          'a=rtpmap:99 red/1000',
          'a=fmtp:99 98/98/98',
          'a=rtpmap:98 t140/1000',
        ]),
  ];
  return { contentType: 'application/sdp', content: `${lines.join('\r\n')}\r\n` };
}

function connect(media: RtpEndpoint, body: SipBody): void {
  const session = readSession(body.content) ?? [];
  const audio = session.find(({ kind }) => kind === 'audio');
  if (!audio) return;
  const text = session.find(({ kind, port }) => kind === 'text' && port !== 0);
  const payloadType = payloadTypeOf(audio, ['pcma', 'pcmu']) ?? 8;
  media.connect(
    {
      address: audio.address,
      port: audio.port,
      codec: payloadType === 0 ? 'PCMU' : 'PCMA',
      payloadType,
      dtmfPayloadType: payloadTypeOf(audio, ['telephone-event']),
      direction: audio.direction === 'sendonly' ? 'recvonly' : 'sendrecv',
    },
    text
      ? {
          address: text.address,
          port: text.port,
          t140PayloadType: payloadTypeOf(text, ['t140']) ?? 98,
          redPayloadType: payloadTypeOf(text, ['red']),
        }
      : null,
  );
}
