import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ctiCloseCodes, ctiHelloSchema, type CtiHello } from '../../contract/cti.ts';
import type { Clock } from '../../foundation/clock.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { ApiDoors, SignedIn } from '../api-doors.ts';
import { bearerOf } from '../bearer.ts';
import type { CtiFeed } from '../cti/cti-feed.ts';
import { readLive } from '../cti/live-reader.ts';
import type { KeyLimits } from '../key-limits.ts';
import { isForeign } from '../origins.ts';
import { refuseUnlessMay, sessionCookie } from '../signed-in.ts';

export interface CtiLiveParts {
  readonly doors: ApiDoors;
  readonly feed: CtiFeed;
  readonly clock: Clock;
  readonly limits: KeyLimits;
  readonly logger: Logger;
}

const helloWithinMs = 10_000;

/** Why a socket is closed, as an error that carries the code. */
class Refusal extends Error {
  readonly code: number;
  constructor(code: number, reason: string) {
    super(reason);
    this.code = code;
  }
}

function readHello(text: string): CtiHello {
  try {
    const hello = ctiHelloSchema.safeParse(JSON.parse(text));
    if (hello.success) return hello.data;
  } catch {
    // Not even JSON.
  }
  throw new Refusal(ctiCloseCodes.badMessage, 'the first message must be a hello: {"kind":"hello", …}');
}

async function whoReads(
  request: FastifyRequest,
  hello: CtiHello,
  { doors, limits }: CtiLiveParts,
): Promise<{ readonly who: SignedIn; readonly token: string }> {
  const key = hello.key ?? bearerOf(request);
  const token = key ?? (isForeign(request) ? undefined : request.cookies[sessionCookie]);
  if (hello.key !== undefined) limits.count(hello.key, request.ip);
  const who = token === undefined ? null : await doors.session(token);
  if (hello.key !== undefined) limits.noteResult(hello.key, request.ip, who !== null);
  if (!who || token === undefined) throw new CodedError('not-signed-in', 'no such key or session');
  refuseUnlessMay(who, 'calls.read');
  return { who, token };
}

function closeCodeOf(error: unknown): number {
  if (error instanceof Refusal) return error.code;
  const code = error instanceof CodedError ? error.code : '';
  if (code === 'not-signed-in') return ctiCloseCodes.notSignedIn;
  if (code === 'forbidden') return ctiCloseCodes.forbidden;
  return code === 'too-many-requests' ? ctiCloseCodes.tooMany : 1011;
}

/** A close frame has room for 123 bytes of reason (RFC 6455 section 5.5). */
const reasonOf = (error: unknown): string =>
  error instanceof Refusal || error instanceof CodedError ? messageOf(error).slice(0, 120) : 'an error of the program';

/** `/cti/live`: what happens in calls, as it happens. Who asks is said by a header, a session, or the first message; never in the URL. */
export function ctiLiveRoutes(server: FastifyInstance, parts: CtiLiveParts): void {
  const { doors, feed, clock, logger } = parts;
  server.get('/cti/live', { websocket: true, schema: { hide: true } }, (socket, request) => {
    const stopWaiting = clock.after(helloWithinMs, () =>
      socket.close(ctiCloseCodes.noHello, 'no hello came within ten seconds'),
    );
    socket.on('close', stopWaiting);
    const begin = async (text: string): Promise<void> => {
      stopWaiting();
      const hello = readHello(text);
      const { who, token } = await whoReads(request, hello, parts);
      if (socket.readyState !== socket.OPEN) return;
      readLive(socket, who, hello, {
        feed,
        clock,
        maskPhone: (phone) => doors.maskPhone(phone),
        stillMay: async () => (await doors.session(token))?.may('calls.read') ?? false,
      });
      socket.on('message', () => socket.close(ctiCloseCodes.badMessage, 'nothing is expected after the hello'));
    };
    socket.once('message', (data: Buffer) => {
      begin(data.toString()).catch((error: unknown) => {
        const code = closeCodeOf(error);
        if (code === 1011) logger.error({ error }, 'a CTI reader could not begin');
        socket.close(code, reasonOf(error));
      });
    });
  });
}
