import { beforeEach, describe, expect, it } from 'vitest';
import type { EventStates, MessageSummary, SubscriptionAsked } from '../../telephony/index.ts';
import { ExtensionDialogs } from './extension-dialogs.ts';
import { servePresence } from './serve-presence.ts';
import { believing, domainOf, houseOf, houses } from './testing/small-house.ts';

let dialogs: ExtensionDialogs;
let states: EventStates;
let boxes: Map<string, MessageSummary>;
let boxWatchers: Map<string, () => void>;

beforeEach(() => {
  dialogs = new ExtensionDialogs();
  boxes = new Map();
  boxWatchers = new Map();
  servePresence(
    { serveEvents: (served) => void (states = served) },
    {
      registrar: believing,
      houseOf,
      domainOf,
      dialogs,
      messages: {
        summaryOf: (tenantId, box) => boxes.get(`${tenantId}/${box}`) ?? { newVoice: 0, oldVoice: 0 },
        watch(tenantId, box, changed) {
          boxWatchers.set(`${tenantId}/${box}`, changed);
          return () => boxWatchers.delete(`${tenantId}/${box}`);
        },
      },
    },
  );
});

const permit = async (
  resource: string,
  from = 'sip:8001@house',
  event: SubscriptionAsked['event'] = 'dialog',
): Promise<number> => {
  const source = { host: '10.0.0.9', port: 5060, transport: 'udp' } as const;
  return (await states.permit({ event, resource, from: `<${from}>;tag=a`, headers: new Map(), source })).status;
};

describe('who may watch', () => {
  it('a telephone of the house any extension of it, by its domain or by an address that stands for it', async () => {
    expect(await permit('sip:8002@house')).toBe(200);
    expect(await permit('sip:8002@10.0.0.1:5060;transport=udp')).toBe(200);
    expect(await permit('sip:8002@[fd00::1]:5060')).toBe(200);
    expect(await permit('sip:8002@HOUSE')).toBe(200);
  });

  it('nobody an extension that is none, of another house, or no extension at all', async () => {
    for (const resource of ['sip:8009@house', 'sip:9001@other', 'sip:8002@elsewhere', 'sip:house', 'tel:8002'])
      expect([resource, await permit(resource)]).toEqual([resource, 404]);
    expect(await permit('sip:8002@house', 'sip:9001@other')).toBe(404);
  });

  it('strangers are asked who they are, whatever they ask for', async () => {
    expect(await permit('sip:8002@house', 'sip:stranger@house')).toBe(401);
    expect(await permit('sip:8009@house', 'sip:stranger@house')).toBe(401);
  });

  it('a box only who it belongs to', async () => {
    expect(await permit('sip:8001@house', 'sip:8001@house', 'message-summary')).toBe(200);
    expect(await permit('sip:8002@house', 'sip:8001@house', 'message-summary')).toBe(403);
  });
});

describe('what is watched', () => {
  it('the calls of an extension, each until it was told to be over', () => {
    const seen: string[][] = [];
    const stop = states.watch('dialog', 'sip:8002@10.0.0.1', () => {
      seen.push(states.dialogs('sip:8002@house').map(({ id, state }) => `${id} ${state}`));
    });
    dialogs.tell('8002@house', { id: 'a', state: 'early' });
    dialogs.tell('8002@house', { id: 'a', state: 'early' });
    dialogs.tell('8003@house', { id: 'b', state: 'early' });
    dialogs.tell('8002@house', { id: 'c', state: 'confirmed' });
    dialogs.tell('8002@house', { id: 'a', state: 'terminated' });
    dialogs.tell('8002@house', { id: 'a', state: 'terminated' });
    expect(seen).toEqual([['a early'], ['a early', 'c confirmed'], ['a terminated', 'c confirmed']]);
    expect(states.dialogs('sip:8002@house')).toMatchObject([{ id: 'c' }]);
    stop();
    dialogs.tell('8002@house', { id: 'c', state: 'terminated' });
    expect(seen).toHaveLength(3);
    expect(dialogs.dialogsOf('8002@house')).toEqual([]);
  });

  it('the box of an extension', () => {
    const key = `${houses[0].tenantId}/8001`;
    boxes.set(key, { newVoice: 2, oldVoice: 1 });
    expect(states.messages('sip:8001@house')).toEqual({ newVoice: 2, oldVoice: 1 });
    expect(states.messages('sip:8001@nowhere')).toEqual({ newVoice: 0, oldVoice: 0 });
    expect(states.dialogs('sip:8001@nowhere')).toEqual([]);
    const stop = states.watch('message-summary', 'sip:8001@house', () => undefined);
    expect([...boxWatchers.keys()]).toEqual([key]);
    stop();
    states.watch('dialog', 'sip:8001@nowhere', () => undefined)();
    expect(boxWatchers.size).toBe(0);
  });
});
