import { describe, expect, it } from 'vitest';
import type { OutsideAnswer, OutsideRequest } from './ask-outside.ts';
import { silentLogger } from './logger.ts';
import { askWebService } from './ask-web-service.ts';
import type { WebAnswer, WebRequest } from './web-look-up.ts';

const request: WebRequest = {
  method: 'POST',
  url: 'https://crm.example.com/a',
  headers: { Authorization: { secret: 'env:TOKEN' }, 'X-Shop': '7', Host: 'elsewhere' },
  body: '{}',
};

async function look(answer: OutsideAnswer, asked = request): Promise<{ sent: OutsideRequest[]; got: WebAnswer }> {
  const sent: OutsideRequest[] = [];
  const fetch = askWebService({
    logger: silentLogger,
    secretOf: async (reference) => {
      if (reference !== 'env:TOKEN') throw new Error('the secret is not there');
      return 't0p';
    },
    ask: async (one, limits) => {
      sent.push(one);
      expect(limits).toMatchObject({ timeoutMs: 900, maxBytes: 262_144 });
      return answer;
    },
  });
  const signal = new AbortController().signal;
  return { got: await fetch(asked, { timeoutMs: 900, idempotencyKey: 'c1/look-1', signal }), sent };
}

describe('a look-up', () => {
  it('carries its secrets, its type and its idempotency key, and says nothing for the transport', async () => {
    const { got, sent } = await look({ status: 200, body: '{"a":1}' });
    expect(got).toEqual({ status: 200, body: '{"a":1}' });
    expect(sent[0]?.headers).toEqual({
      accept: 'application/json',
      authorization: 't0p',
      'x-shop': '7',
      'content-type': 'application/json',
      'idempotency-key': 'c1/look-1',
    });
  });

  it('without a body has no type', async () => {
    const { sent } = await look({ status: 204, body: '' }, { ...request, method: 'GET', headers: {}, body: null });
    expect(sent[0]?.headers).toEqual({ accept: 'application/json', 'idempotency-key': 'c1/look-1' });
  });

  it('tells how it failed', async () => {
    expect((await look({ failure: 'timeout', reason: 'late' })).got).toEqual({ failure: 'timeout' });
  });

  it('is not sent where its secret is missing', async () => {
    const { got, sent } = await look({ status: 200, body: '' }, { ...request, headers: { a: { secret: 'env:NONE' } } });
    expect(got).toEqual({ failure: 'refused' });
    expect(sent).toEqual([]);
  });
});
