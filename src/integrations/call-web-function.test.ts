import { describe, expect, it } from 'vitest';
import { webFunctionSchema } from '../contract/script/web-function.ts';
import type { WebAnswer, WebRequest } from '../foundation/web-look-up.ts';
import { callWebFunction } from './call-web-function.ts';

const declared = {
  args: ['phone'],
  method: 'POST',
  url: 'https://crm.example.com/customers/{phone}/points',
  query: { shop: '{shop}' },
  headers: { authorization: { secret: 'env:CRM_TOKEN' }, 'x-name': '{name}' },
  body: { phone: '{phone}', tags: ['{name}', 7] },
  timeoutMs: 900,
  retries: 2,
  result: { points: '$.data.points', level: '$.data.level?' },
} as const;

async function ask(
  answers: readonly WebAnswer[],
  args: Record<string, string> = { phone: '138 0000', name: '王"先生"' },
  signal = new AbortController().signal,
): Promise<{ result: unknown; sent: readonly WebRequest[]; limits: readonly unknown[] }> {
  const sent: WebRequest[] = [];
  const limits: unknown[] = [];
  const askWeb = async (
    request: WebRequest,
    { timeoutMs, idempotencyKey }: { timeoutMs: number; idempotencyKey: string },
  ): Promise<WebAnswer> => {
    sent.push(request);
    limits.push([timeoutMs, idempotencyKey]);
    return answers[sent.length - 1] ?? { failure: 'unreachable' };
  };
  return {
    result: await callWebFunction(askWeb, webFunctionSchema.parse(declared), { args, key: 'c1/3', signal }),
    sent,
    limits,
  };
}
const good: WebAnswer = { status: 200, body: '{"data":{"points":120}}' };

describe('a function over HTTP', () => {
  it('sends the arguments where they stand, and a secret as a reference', async () => {
    const { result, sent, limits } = await ask([good]);
    expect(result).toEqual({ ok: true, values: { points: '120' } });
    expect(sent).toEqual([
      {
        method: 'POST',
        url: 'https://crm.example.com/customers/138%200000/points?shop=',
        headers: {
          authorization: { secret: 'env:CRM_TOKEN' },
          'x-name': `${encodeURIComponent('王')}"${encodeURIComponent('先生')}"`,
        },
        body: '{"phone":"138 0000","tags":["王\\"先生\\"",7]}',
      },
    ]);
    expect(limits).toEqual([[900, 'c1/3']]);
  });

  it.each<readonly [string, readonly WebAnswer[], tries: number, unknown]>([
    ['a time-out, then an answer', [{ failure: 'timeout' }, good], 2, { ok: true, values: { points: '120' } }],
    [
      'two 5xx, then an answer',
      [{ status: 503, body: '' }, { status: 500, body: '' }, good],
      3,
      { ok: true, values: { points: '120' } },
    ],
    ['time-outs for ever', [], 3, { ok: false, reason: 'unreachable' }],
    ['a 404', [{ status: 404, body: '{}' }, good], 1, { ok: false, reason: 'status 404' }],
    ['no JSON', [{ status: 200, body: 'points: 5' }], 1, { ok: false, reason: 'the body is no JSON' }],
    [
      'nothing at the path',
      [{ status: 200, body: '{"data":{}}' }],
      1,
      { ok: false, reason: 'there is nothing at $.data.points' },
    ],
  ])('meets %s', async (_, answers, tries, wanted) => {
    const { result, sent } = await ask(answers);
    expect([result, sent.length]).toEqual([wanted, tries]);
  });

  it('is not sent without an argument it needs, nor again when nobody waits', async () => {
    expect(await ask([good], {})).toMatchObject({ result: { ok: false, reason: 'argument-missing-phone' }, sent: [] });
    expect((await ask([good], { phone: '1' }, AbortSignal.abort())).sent).toEqual([]);
  });
});
