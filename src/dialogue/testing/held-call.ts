import { callRecordSchema, type CallRecord } from '../../contract/call-record.ts';
import type { HeldCall } from '../summary/held-call.ts';
import { smallScript, type SmallRest } from './small-script.ts';

/** What was said, with the customer's sentences at odd places: robot, customer, robot, … */
type Said = readonly string[];

/** A call that is over, of a script which asks for a budget and lets values be extracted. Begins on Monday, 2 March 2026, 10 o'clock. */
export function heldCall(said: Said, fields: Partial<CallRecord> = {}, rest: SmallRest = {}): HeldCall {
  const startedAtMs = Date.UTC(2026, 2, 2, 2);
  const record = callRecordSchema.parse({
    callId: 'n1-00000000-0000-4000-8000-000000000001',
    tenantId: '00000000-0000-4000-8000-0000000000a1',
    attemptId: null,
    campaignId: null,
    leadId: null,
    callee: '+8613812345678',
    caller: '+861088886666',
    trunk: 'main',
    scriptId: 'small',
    scriptVersion: 1,
    outcome: 'completed',
    hangUpBy: 'robot',
    sipCallIds: [],
    sipStatus: 200,
    q850Cause: null,
    reason: 'finished',
    answeredBy: 'human',
    startedAtMs,
    inviteSent: true,
    answeredAtMs: startedAtMs,
    endedAtMs: startedAtMs + 60_000,
    ringSec: 4,
    talkSec: 60,
    bridgedSec: 0,
    turns: said.length,
    transcript: said.map((text, index) => ({
      speaker: index % 2 === 0 ? 'robot' : 'customer',
      text,
      node: 'start',
      turn: Math.ceil(index / 2),
      offsetMs: index * 1_000,
      durationMs: 900,
    })),
    intents: [],
    slots: {},
    tags: [],
    grade: null,
    gradeRule: null,
    path: [{ flow: 'main', node: 'start', atMs: startedAtMs }],
    latencies: [],
    bargeIns: [],
    doNotCall: false,
    callBack: null,
    orders: [],
    transfer: null,
    recording: null,
    usage: [],
    degraded: [],
    ...fields,
  });
  return { record, document: summedScript(rest), utcOffsetMinutes: 480 };
}

function summedScript(rest: SmallRest) {
  return smallScript(
    {
      start: { kind: 'slot', slot: 'budget', say: '您的预算是多少？', branches: [{ on: 'any', to: 'end' }] },
      end: { kind: 'end', say: '再见。' },
    },
    {
      name: '保险回访',
      slots: {
        budget: { name: '预算', entity: { type: 'amount' } },
        phone: { name: '电话', entity: { type: 'phone' } },
      },
      intents: [{ id: 'too-dear', name: '嫌贵', keywords: ['太贵'] }],
      products: { peace: { name: '安心保' } },
      extract: {
        children: { type: 'number', question: '有几个孩子' },
        income: { type: 'amount', question: '家庭年收入' },
        visit: { type: 'date', question: '哪天来店里' },
        insured: { type: 'yes-no', question: '是否已经买过保险' },
        worry: { type: 'choice', question: '最担心什么', values: ['价格', '理赔', '公司'] },
        rival: { type: 'text', question: '在比较哪家' },
      },
      ...rest,
    },
  );
}
