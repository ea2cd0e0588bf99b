import { createSocket } from 'node:dgram';

/** A request as a crude carrier sees it: method and header lines, no more. */
export interface CrudeRequest {
  readonly method: string;
  /** Value of the first header of that name, or nothing. */
  header(name: string): string;
}

export interface CrudeAnswer {
  readonly status: string;
  readonly headers?: readonly string[];
  readonly contentType?: string;
  readonly body?: string;
}

/** A carrier on UDP that answers what the test says, right or wrong, and remembers what it was asked. */
export interface CrudeCarrier {
  /** `host:port` for a trunk's `proxy`. */
  readonly proxy: string;
  /** Methods of the requests so far, retransmissions included. */
  readonly asked: readonly string[];
  close(): void;
}

function requestOf(text: string): CrudeRequest | null {
  const [method] = /^[A-Z]+(?= sip)/u.exec(text) ?? [];
  if (method === undefined) return null;
  const header = (name: string): string => new RegExp(`^${name}: *(.*)\r$`, 'imu').exec(text)?.[1] ?? '';
  return { method, header };
}

function written(request: CrudeRequest, { status, headers = [], contentType, body = '' }: CrudeAnswer): string {
  const to = request.header('To');
  const lines = [
    `SIP/2.0 ${status}`,
    `Via: ${request.header('Via')}`,
    `From: ${request.header('From')}`,
    `To: ${to}${/;tag=/u.test(to) ? '' : ';tag=crude'}`,
    `Call-ID: ${request.header('Call-ID')}`,
    `CSeq: ${request.header('CSeq')}`,
    ...headers,
    ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** `answer` gives null where nothing is to be said; an ACK gets nothing in any case. */
export async function openCrudeCarrier(
  answer: (request: CrudeRequest, self: string) => CrudeAnswer | null,
): Promise<CrudeCarrier> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const proxy = `127.0.0.1:${socket.address().port}`;
  const asked: string[] = [];
  socket.on('message', (bytes, from) => {
    const request = requestOf(bytes.toString('utf8'));
    if (!request) return;
    asked.push(request.method);
    const reply = request.method === 'ACK' ? null : answer(request, proxy);
    if (reply) socket.send(written(request, reply), from.port, from.address);
  });
  return { proxy, asked, close: () => socket.close() };
}
