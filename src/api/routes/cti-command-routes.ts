import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callIdSchema } from '../../contract/ids.ts';
import { switchboardCommandSchema, type SwitchboardCommand } from '../../contract/switchboard-command.ts';
import type { Clock } from '../../foundation/clock.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { ApiAction, ApiDoors, SignedIn } from '../api-doors.ts';
import { AskedOnce } from '../cti/asked-once.ts';
import { apiSecurity, signedIn } from '../signed-in.ts';

type Kind = SwitchboardCommand['kind'];

/** What each command needs, and what it does. */
const needs: Readonly<Record<Kind, readonly [action: ApiAction, what: string]>> = {
  originate: ['calls.place', 'Rings an extension and, when it answers, dials for it'],
  answer: ['calls.control', 'Has a ringing telephone answer by itself'],
  hold: ['calls.control', 'Puts a party on hold'],
  resume: ['calls.control', 'Takes a party off hold'],
  transfer: ['calls.control', 'Leads a party to another number, unannounced'],
  consult: ['calls.control', 'Has a party ask somebody while the others wait'],
  'end-consult': ['calls.control', 'Ends a consultation: transfer, conference or back'],
  'add-party': ['calls.control', 'Calls somebody more into the call'],
  'drop-party': ['calls.control', 'Takes a party out of the call'],
  park: ['calls.control', 'Parks a party; answered with its place'],
  unpark: ['calls.control', 'Brings a parked call to an extension'],
  'pick-up': ['calls.control', 'Brings a call that rings elsewhere to an extension'],
  monitor: [
    'calls.monitor',
    'Calls a supervisor in: unheard, whispering, heard by all, or instead of the one supervised',
  ],
  'send-digits': ['calls.control', 'Sends keys to a party'],
  'pause-recording': ['calls.control', 'Pauses or resumes the recording'],
  'hang-up': ['calls.end', 'Ends the call'],
  agent: ['agents.control', 'Says what an agent does from now on'],
};

function pathOf(kind: Kind, ofCall: boolean): string {
  if (kind === 'originate') return '/cti/calls';
  if (kind === 'agent') return '/cti/agents/:seat';
  return ofCall ? `/cti/calls/:callId/${kind}` : `/cti/${kind}`;
}

const doneSchema = z.object({ callId: callIdSchema.optional(), place: z.string().optional() });
const keySchema = z.string().min(1).max(128);

const initiatorOf = ({ kind, user }: SignedIn) => ({ kind, name: user });

function idempotencyKeyOf(request: FastifyRequest, { tenantId, kind, user }: SignedIn): string | null {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return null;
  const key = keySchema.safeParse(given);
  if (!key.success) throw new CodedError('bad-request', 'an Idempotency-Key has 1 to 128 letters');
  return JSON.stringify([tenantId, kind, user, key.data]);
}

/** Commands of the switchboard, one route each: `POST /cti/calls/:callId/hold` and so on, bodies as the contract says. */
export function ctiCommandRoutes(server: FastifyInstance, doors: ApiDoors, clock: Clock): void {
  const askedOnce = new AskedOnce(clock);

  const carryOut = async (
    request: FastifyRequest,
    who: SignedIn,
    asked: unknown,
  ): Promise<z.infer<typeof doneSchema>> => {
    const command = switchboardCommandSchema.parse(asked);
    if ('callId' in command && !doors.cti.call(who.tenantId, command.callId))
      throw new CodedError('no-such-call', `there is no call ${command.callId} in the air`);
    const ask = () => doors.cti.command(who.tenantId, command, initiatorOf(who));
    const key = command.kind === 'originate' ? idempotencyKeyOf(request, who) : null;
    const answer = await (key === null ? ask() : askedOnce.once(key, JSON.stringify(command), ask));
    if (!answer.ok) throw new CodedError(answer.code, answer.what);
    const { callId, place } = answer;
    return { ...(callId === undefined ? {} : { callId }), ...(place === undefined ? {} : { place }) };
  };

  for (const option of switchboardCommandSchema.options) {
    const { kind, ...fields } = option.shape;
    const [action, summary] = needs[kind.value];
    const { callId, ...others } = 'callId' in fields ? fields : { ...fields, callId: undefined };
    const { seat, ...rest } = 'seat' in others ? others : { ...others, seat: undefined };
    const inPath = { ...(callId && { callId }), ...(seat && { seat }) };
    const status = kind.value === 'originate' ? 201 : 200;
    server.route({
      method: kind.value === 'agent' ? 'PUT' : 'POST',
      url: pathOf(kind.value, callId !== undefined),
      schema: {
        ...apiSecurity('cti', summary, action),
        ...(Object.keys(inPath).length > 0 && { params: z.object(inPath) }),
        // Without fields no body is needed.
        ...(Object.keys(rest).length > 0 && { body: z.strictObject(rest) }),
        response: { [status]: doneSchema },
      },
      handler: async (request, reply) => {
        const who = await signedIn(request, doors, action);
        const { body, params } = request as { readonly body: object; readonly params: object };
        const done = await carryOut(request, who, { ...body, ...params, kind: kind.value });
        if (kind.value === 'originate' && done.callId) reply.header('location', `/api/v1/cti/calls/${done.callId}`);
        return reply.status(status).send(done);
      },
    });
  }
}
