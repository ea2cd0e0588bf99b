import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../src/app/testing/test-program.ts';
import type { CallId } from '../../src/contract/ids.ts';
import { ivrDocumentSchema } from '../../src/contract/ivr-document.ts';
import { listVoicemails } from '../../src/voicemail/index.ts';
import { allHear, TestHouse } from '../switchboard/calls-kit.ts';
import { pitches } from '../switchboard/listening.ts';
import type { Phone } from '../switchboard/phone.ts';
import { TrunkPeer, type Outsider } from '../switchboard/trunk-peer.ts';
import { flowCalls } from './robot-kit.ts';

const [a, b, c] = pitches;
const document = `
extensions:
  - { name: '8001', password: 'env:P8001', ringForMs: 10000 }
  - { name: '8002', password: 'env:P8002', ringForMs: 10000, voicemail: {} }
seats:
  - { name: amy, extension: '8001' }
queues:
  - { name: service, displayName: 人工服务, wrapUpMs: 1000 }
`;
const reminder = ivrDocumentSchema.parse(
  parse(`
name: reminder
displayName: 提醒
language: zh-CN
voice: { language: cmn }
variables:
  asked: { description: 想要的, label: 想要的 }
start: remind
nodes:
  remind:
    kind: menu
    say: 提醒您，人工请按0，老师请按1，留言请按2，没人接的请按3。
    keys: { '0': want, '1': teacher, '2': message, '3': nobody }
    retries: 3
    noInput: 请按键。
    invalid: 请按键。
    failed: bye
  want: { kind: set, values: { asked: 人工 }, next: people }
  people: { kind: queue, queue: service, show: [asked], next: after, failed: bye }
  teacher: { kind: extension, extension: '8002', next: after, failed: bye }
  message: { kind: voicemail, box: '8002', maxMs: 5000, next: after, failed: bye }
  nobody: { kind: extension, extension: '8009', next: bye, failed: after }
  after: { kind: hang-up, say: 谢谢，再见。, reason: after }
  bye: { kind: hang-up, say: 再见。, reason: told }
`),
);

let house: TestHouse;
let outside: TrunkPeer;
let amy: Phone;
let ben: Phone;

beforeAll(async () => {
  house = await TestHouse.start(document, ['8001', '8002']);
  outside = await TrunkPeer.open(() => 0);
  outside.toneHz = a;
  amy = await house.phone('8001', b);
  ben = await house.phone('8002', c);
  house.program.waihu.queues.desk.of(house.program.waihu.tenantId).signIn('amy');
});
afterEach(async () => {
  await Promise.all(outside.called.filter(({ isOver }) => !isOver).map((one) => one.hangUp()));
  await house.settled();
});
afterAll(async () => {
  await outside.close();
  await house.close();
});

/** The flow has called somebody, who presses a key. */
async function calledAndPressed(keys: string): Promise<{ readonly callId: CallId; readonly customer: Outsider }> {
  const call = await flowCalls(house, outside, reminder);
  const { callId, customer } = call;
  await eventually(async () => toldOf(callId, 'node-entered').length > 0, 'the flow to begin');
  customer.press(keys);
  await eventually(async () => toldOf(callId, 'node-entered').length > 1, 'the flow to go on');
  return call;
}

const toldOf = (callId: CallId, kind: string) =>
  house.told.filter((event) => event.callId === callId && event.kind === kind);

const left = (customer: Outsider): Promise<unknown> =>
  eventually(async () => customer.isOver, "the end of the customer's call");

describe('a flow that called somebody', () => {
  it('leads to a queue: music, an agent who sees the card, and the flow goes on when the agent has left', async () => {
    amy.answers = 'never';
    const { callId, customer } = await calledAndPressed('0');
    await eventually(async () => amy.lines.some((line) => line.dialog && !line.isOver), 'the agent to ring');
    await allHear([customer, ['music']]);
    expect(toldOf(callId, 'card-shown')).toContainEqual(
      expect.objectContaining({
        leg: `${callId}/0`,
        keys: [{ node: 'remind', keys: '0' }],
        values: [expect.objectContaining({ value: '人工' })],
      }),
    );
    amy.answer();
    customer.speak();
    await allHear([customer, [b]], [amy, [a]]);
    expect(house.call().parties?.map(({ party, as }) => [party, as])).toContainEqual(['8001', 'agent']);
    await amy.hangUp();
    await left(customer);
    const record = await house.record(callId);
    expect(record).toMatchObject({ outcome: 'transferred', hangUpBy: 'robot', reason: 'after', scriptId: null });
    expect(record.transcript.at(-1)).toMatchObject({ speaker: 'robot', text: '谢谢，再见。', completed: true });
    expect(record.slots).toMatchObject({ remind: '0', asked: '人工' });
    expect(record.parties.map(({ as }) => as)).toEqual(['callee', 'agent']);
  });

  it('leads to an extension, and to nobody where nobody is: then the flow has another way', async () => {
    const { callId, customer } = await calledAndPressed('1');
    customer.speak();
    await allHear([customer, [c]], [ben, [a]]);
    await customer.hangUp();
    await eventually(async () => ben.line.isOver, 'the end of the call');
    expect(await house.record(callId)).toMatchObject({ outcome: 'transferred', hangUpBy: 'customer' });

    const alone = await calledAndPressed('3');
    await left(alone.customer);
    expect(await house.record(alone.callId)).toMatchObject({ outcome: 'completed', reason: 'after' });
  });

  it('leads to a voicemail box, whose message is kept', async () => {
    const { callId, customer } = await calledAndPressed('2');
    const file = join(house.program.waihu.recordingsFolder, callId, 'voicemail-1.wav');
    await eventually(async () => existsSync(file), 'the beep');
    customer.speak();
    const from = customer.heard.length;
    await eventually(async () => customer.heard.length > from + 24_000, 'three seconds of a message');
    customer.press('#');
    await eventually(async () => customer.heard.length > from + 48_000, 'what may be done with it');
    customer.press('1');
    await left(customer);
    expect(await house.record(callId)).toMatchObject({ outcome: 'completed', hangUpBy: 'robot', reason: 'after' });
    const { database, tenantId } = house.program.waihu;
    const [message] = await eventually(async () => {
      const found = await listVoicemails(database, tenantId, { filter: {}, limit: 10 });
      return found.voicemails.length > 0 && found.voicemails;
    }, 'the message');
    expect(message).toMatchObject({ box: '8002' });
  });
});
