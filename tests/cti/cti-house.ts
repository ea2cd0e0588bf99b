import { WebSocket } from 'ws';
import { eventually, startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import { connectCti, type Cti, type CtiOptions } from '../../src/cti-client/index.ts';
import type { CallEvent } from '../../src/contract/call-event.ts';
import type { CtiCall, CtiMessage } from '../../src/contract/cti.ts';
import { Phone, type PhoneOptions } from '../switchboard/phone.ts';

type MessageOf<Kind extends CtiMessage['kind']> = Extract<CtiMessage, { readonly kind: Kind }>;
type EventOf<Kind extends CallEvent['kind']> = Extract<CallEvent, { readonly kind: Kind }>;

/** Everything one program at an agent's side is told, and whatever it waits for. */
export class Told {
  readonly messages: CtiMessage[] = [];

  constructor(cti: Cti) {
    void this.#read(cti);
  }

  async #read(cti: Cti): Promise<void> {
    for await (const message of cti.events) this.messages.push(message);
  }

  /** Messages from now on are looked at apart from those before. */
  mark(): number {
    return this.messages.length;
  }

  first<Kind extends CtiMessage['kind']>(
    kind: Kind,
    wanted: (message: MessageOf<Kind>) => boolean = () => true,
    from = 0,
  ): Promise<MessageOf<Kind>> {
    return eventually(
      async () =>
        this.messages
          .slice(from)
          .find((one): one is MessageOf<Kind> => one.kind === kind && wanted(one as MessageOf<Kind>)),
      `a message ${kind}`,
    );
  }

  event<Kind extends CallEvent['kind']>(
    kind: Kind,
    wanted: (event: EventOf<Kind>) => boolean = () => true,
    from = 0,
  ): Promise<{ readonly event: EventOf<Kind>; readonly call: CtiCall | null }> {
    return this.first(
      'call-event',
      ({ event }) => event.kind === kind && wanted(event as EventOf<Kind>),
      from,
    ) as never;
  }
}

export interface CtiHouse {
  readonly program: TestProgram;
  /** A key as `waihu api-key create` makes it. */
  key(name: string, scopes: readonly string[]): Promise<string>;
  connect(key: string, more?: Partial<CtiOptions>): Cti;
  phone(number: string, toneHz: number, options?: Partial<PhoneOptions>): Promise<Phone>;
  close(): Promise<void>;
}

/** A whole program with telephones and programs at their side. */
export async function openCtiHouse(numbers: readonly string[]): Promise<CtiHouse> {
  for (const number of numbers) process.env[`P${number}`] = `secret-of-${number}`;
  const program = await startTestProgram();
  const open: { close(): unknown }[] = [];
  return {
    program,
    async key(name, scopes) {
      const { json } = await program.run('api-key create', { name, scopes });
      return (json as { readonly key: string }).key;
    },
    connect(key, more = {}) {
      const cti = connectCti({ url: program.waihu.api.url, key, WebSocket, ...more });
      open.push(cti);
      return cti;
    },
    async phone(number, toneHz, options = {}) {
      const [server] = program.waihu.sip.addresses;
      if (!server) throw new Error('the program listens nowhere');
      const phone = await Phone.start({ server, number, password: `secret-of-${number}`, toneHz, ...options });
      open.push(phone);
      await eventually(async () => phone.registration.at(-1)?.state === 'registered', `${number} to register`);
      return phone;
    },
    async close() {
      await Promise.all(open.splice(0).map((one) => one.close()));
      await program.close();
    },
  };
}
