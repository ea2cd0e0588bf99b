import { describe, expect, it } from 'vitest';
import {
  campaignExperimentSchema,
  scriptExperimentSchema,
  type ScriptExperiment,
} from '../contract/script/experiment.ts';
import { judgeCall } from './judge-call.ts';

const call = {
  answeredAtMs: 5,
  answeredBy: 'human',
  path: [
    { flow: 'main', node: 'hello', atMs: 1 },
    { flow: 'main', node: 'ask', atMs: 2 },
  ],
  hangUpBy: 'robot',
  grade: 'B',
  tags: ['有意向'],
  orders: [],
  transfer: null,
} as const;
type Call = Parameters<typeof judgeCall>[0];
const callWith = (fields: Partial<Call>): Call => structuredClone({ ...call, ...fields }) as Call;

const words = (success: object, node = 'hello'): ScriptExperiment =>
  scriptExperimentSchema.parse({
    kind: 'words',
    node,
    success,
    baseline: 20,
    minimumEffect: 5,
    variants: { short: { say: '您好' } },
  });
const judge = (fields: Partial<Call>, success: object, node?: string): boolean | null =>
  judgeCall(callWith(fields), { scope: 'script', experiment: words(success, node), mainFlow: 'main' });

describe('a call is a success', () => {
  it('by its grade or a better one', () => {
    expect(['A', 'B', 'C', null].map((grade) => judge({ grade } as Partial<Call>, { grade: 'B' }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('by its tag, an order or a hand-over that was answered', () => {
    expect(judge({}, { tag: '有意向' })).toBe(true);
    expect(judge({}, { tag: '其他' })).toBe(false);
    expect(judge({}, { outcome: 'ordered' })).toBe(false);
    const orders = [{ orderId: '01890000-0000-7000-8000-000000000001', product: 'a', amount: '1' }] as Call['orders'];
    expect(judge({ orders }, { outcome: 'ordered' })).toBe(true);
    const transfer = { seat: 's', answered: true, reason: null, bridgedMs: 1 };
    expect(judge({ transfer }, { outcome: 'transferred' })).toBe(true);
    expect(judge({ transfer: { ...transfer, answered: false } }, { outcome: 'transferred' })).toBe(false);
  });

  it('where the customer does not hang up within what varies', () => {
    expect(judge({ hangUpBy: 'customer' }, { stays: true }, 'ask')).toBe(false);
    expect(judge({ hangUpBy: 'customer' }, { stays: true }, 'hello')).toBe(true);
    expect(judge({}, { stays: true }, 'ask')).toBe(true);
  });
});

describe('a call says nothing', () => {
  it('where no person answered, or it never came to what varies', () => {
    expect(judge({ answeredAtMs: null }, { grade: 'B' })).toBeNull();
    expect(judge({ answeredBy: 'voicemail' }, { grade: 'B' })).toBeNull();
    expect(judge({}, { grade: 'B' }, 'offers/first')).toBeNull();
  });
});

describe('where whole flows or scripts vary', () => {
  it('whichever flow stands in the place counts', () => {
    const experiment = scriptExperimentSchema.parse({
      kind: 'flow',
      flow: 'main',
      success: { stays: true },
      baseline: 20,
      minimumEffect: 5,
      variants: { brief: { flow: 'brief' } },
    });
    const judged = (flow: string, hangUpBy: Call['hangUpBy']): boolean | null =>
      judgeCall(callWith({ path: [{ flow, node: 'hello', atMs: 1 }], hangUpBy }), {
        scope: 'script',
        experiment,
        mainFlow: 'main',
      });
    expect([judged('main', 'customer'), judged('brief', 'customer'), judged('brief', 'robot')]).toEqual([
      false,
      false,
      true,
    ]);
    expect(judged('other', 'robot')).toBeNull();
  });

  it('every conversation of the campaign does', () => {
    const experiment = campaignExperimentSchema.parse({
      success: { grade: 'A' },
      baseline: 20,
      minimumEffect: 5,
      variants: { other: { scriptId: 'other' } },
    });
    expect(judgeCall(callWith({}), { scope: 'campaign', experiment })).toBe(false);
    expect(judgeCall(callWith({ path: [] }), { scope: 'campaign', experiment })).toBeNull();
  });
});
