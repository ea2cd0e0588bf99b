import { toneShare } from '../../src/audio/index.ts';
import { eventually, type TestProgram } from '../../src/app/testing/test-program.ts';
import type { CallEvent } from '../../src/contract/call-event.ts';
import type { AgentRow } from '../../src/contract/queue-board.ts';
import { Phone, type PhoneOptions } from './phone.ts';

export type EventOf<Kind extends CallEvent['kind']> = Extract<CallEvent, { readonly kind: Kind }>;

/** All that calls told since. */
export class Told {
  readonly all: CallEvent[] = [];

  constructor(program: TestProgram) {
    program.waihu.live.subscribe((event) => this.all.push(event));
  }

  of<Kind extends CallEvent['kind']>(kind: Kind, callId?: string): EventOf<Kind>[] {
    return this.all.filter(
      (event): event is EventOf<Kind> => event.kind === kind && (callId === undefined || event.callId === callId),
    );
  }

  /** The first one that is as wanted, from `from` on. */
  first<Kind extends CallEvent['kind']>(
    kind: Kind,
    wanted: (event: EventOf<Kind>) => boolean = () => true,
    from = 0,
  ): Promise<EventOf<Kind>> {
    return eventually(
      async () =>
        this.all
          .slice(from)
          .find((event): event is EventOf<Kind> => event.kind === kind && wanted(event as EventOf<Kind>)),
      kind,
    );
  }

  /** A caller came to this place of a flow. */
  atNode(node: string, from = 0): Promise<EventOf<'node-entered'>> {
    return this.first('node-entered', (event) => event.node === node, from);
  }
}

/** A telephone of the house, registered. */
export async function registeredPhone(program: TestProgram, options: Omit<PhoneOptions, 'server'>): Promise<Phone> {
  const [server] = program.waihu.sip.addresses;
  const phone = await Phone.start({ server: server!, ...options });
  await eventually(async () => phone.registration.at(-1)?.state === 'registered', `${options.number} to register`);
  return phone;
}

export const agentAt = (program: TestProgram, seat: string): AgentRow['state'] | undefined =>
  program.waihu.queues.desk
    .of(program.waihu.tenantId)
    .agents()
    .find((agent) => agent.seat === seat)?.state;

/** Whether a tone stands in the last second of what was heard: a tenth of it at a time, since late packets shift its phase. */
export function sounds(samples: ArrayLike<number>, hz: number): boolean {
  const last = Int16Array.from(Array.prototype.slice.call(samples, -8000) as number[]);
  const pieces = Array.from({ length: 10 }, (_, index) => last.subarray(index * 800, (index + 1) * 800));
  return pieces.filter((piece) => toneShare(piece, hz, 8000) > 0.5).length >= 3;
}
