import { parse } from 'yaml';
import { eventually } from '../../src/app/testing/test-program.ts';
import { callIdSchema, type CallId } from '../../src/contract/ids.ts';
import type { CallOrder } from '../../src/contract/call-order.ts';
import type { IvrDocument } from '../../src/contract/ivr-document.ts';
import { scriptDocumentSchema, type ScriptDocument } from '../../src/contract/script-document.ts';
import type { TestHouse } from '../switchboard/calls-kit.ts';
import type { Outsider, TrunkPeer } from '../switchboard/trunk-peer.ts';

/** A robot that speaks for a minute and is not talked down. */
export const talker = script(`
      talk: { kind: end, say: ${'我们为您介绍一款新的产品，请您慢慢听我说完。'.repeat(12)}, bargeIn: { mode: never } }
`);

/** A robot that hands its customer over at once, and says so where nobody is there. */
export const hander = script(`
      talk:
        kind: transfer
        say: 请稍等。
        summary: 想要产品
        branches: [{ on: failed, to: nobody }]
      nobody: { kind: end, say: 没有人，再见。, reason: transfer-failed }
`);

function script(nodes: string): ScriptDocument {
  return scriptDocumentSchema.parse(
    parse(`id: test
name: 测试
purpose: test
flows:
  main:
    kind: main
    start: talk
    nodes:${nodes}
patterns:
  silence: { max: 9, say: 您好。, goTo: talk }
  noMatch: { max: 9, say: 您好。, goTo: talk }
`),
  );
}

/** A robot calls somebody outside, who is on the line when this resolves. */
export const robotCalls = (house: TestHouse, outside: TrunkPeer, document: ScriptDocument) =>
  placeCall(house, outside, { script: document, scriptVersion: 1 });

/** A flow of the house calls somebody outside. */
export const flowCalls = (house: TestHouse, outside: TrunkPeer, ivr: IvrDocument) =>
  placeCall(house, outside, { ivr: { name: ivr.name, version: 1, ivrs: [ivr], calendars: [] }, scriptVersion: 0 });

async function placeCall(
  house: TestHouse,
  outside: TrunkPeer,
  talks: Pick<CallOrder, 'script' | 'ivr' | 'scriptVersion'>,
): Promise<{ readonly callId: CallId; readonly customer: Outsider }> {
  const { waihu } = house.program;
  const callId = callIdSchema.parse(`${waihu.config.node}-${waihu.world.newId()}`);
  const known = outside.called.length;
  const placed = await waihu.live.place({
    callId,
    tenantId: waihu.tenantId,
    attemptId: null,
    campaignId: null,
    leadId: null,
    destination: {
      kind: 'address',
      address: `sip:customer@127.0.0.1:${outside.port}`,
      caller: '+861088886666',
      realTimeText: false,
    },
    ...talks,
    variables: {},
    ringForMs: 20_000,
    maxTalkMs: 300_000,
    record: true,
  });
  if (!placed.accepted) throw new Error(placed.reason);
  const customer = await eventually(async () => outside.called[known], 'the customer to ring');
  await eventually(async () => house.calls().some((call) => call.callId === callId && call.answeredAtMs), 'an answer');
  return { callId, customer };
}
