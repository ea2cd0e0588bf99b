import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { linesDocumentSchema } from '../../contract/lines-document.ts';
import { ivrProblemsOf } from './lint/ivr-problems-of.ts';
import { playIvr } from './testing/played-ivr.ts';

const file = new URL('../../../examples/ivr/bank-hotline.yaml', import.meta.url);
const lines = linesDocumentSchema.parse(parse(readFileSync(file, 'utf8')));
const hotline = lines.ivrs[0]!;
const { calendars } = lines;
const balance = { status: 200, body: '{"balance":"1024.50"}' };

describe('the bank hotline', () => {
  it('has no problems', () => {
    expect(ivrProblemsOf(lines)).toEqual([]);
  });

  it('1 reads a balance from an HTTP service, 0 goes to a queue and the agent sees keys and balance', () => {
    const call = playIvr(hotline, '1|6222021234#|135790|0', { answers: [balance] });
    expect(call.said[0]).toContain('查询余额请按1');
    expect(call.said[3]).toBe(
      '正在为您查询，请稍候。 您的账户余额是1024.50元。重听请按1，返回主菜单请按9，人工服务请按0。',
    );
    expect(call.requests).toEqual([
      {
        method: 'POST',
        url: 'http://127.0.0.1:8088/accounts/6222021234/balance',
        headers: { authorization: { secret: 'env:BANK_TOKEN' } },
        body: '{"pin":"135790","caller":"+8613800000000"}',
      },
    ]);
    expect(call.routed).toMatchObject([
      {
        target: { kind: 'queue', queue: 'service' },
        card: {
          keys: [
            { node: 'main-menu', keys: '1' },
            { node: 'ask-card', keys: '6222021234' },
            { node: 'ask-pin', keys: '***' },
            { node: 'say-balance', keys: '0' },
          ],
          values: [
            { name: 'card', label: '卡号', value: '6222021234' },
            { name: 'balance', label: '余额', value: '1024.50' },
          ],
        },
      },
    ]);
  });

  it('tells no fact, prompt or agent the password', () => {
    const { moves } = playIvr(hotline, '1|6222021234#|135790|0', { answers: [balance] });
    const open = moves.filter(({ kind }) => kind !== 'fetch');
    expect(JSON.stringify(open)).not.toContain('135790');
    const asked = moves.find((move) => move.kind === 'collect' && move.node === 'ask-pin');
    expect(asked).toMatchObject({ keys: { secret: true } });
  });

  it('takes a whole call typed ahead, with the terminator that a full card number may have', () => {
    const { said, requests } = playIvr(hotline, '16222021234567890123#135790#', { answers: [balance] });
    expect(requests).toHaveLength(1);
    expect(said[1]).toContain('余额是1024.50元');
    expect(said[1]).not.toContain('卡号');
  });

  it('goes to a person when the service is away after one more try', () => {
    const { requests, routed, said } = playIvr(hotline, '1|6222#|135790', { answers: [{ failure: 'timeout' }] });
    expect(requests).toHaveLength(2);
    expect(said[3]).toContain('暂时查不到');
    expect(routed).toHaveLength(1);
  });

  it.each(['说业务', '我的银行卡不见了'])('hears words: %s', (words) => {
    const { routed, facts } = playIvr(hotline, `2|${words}|0`);
    expect(routed[0]?.node).toBe(words === '说业务' ? 'people' : 'lost-card');
    expect(facts).toContainEqual({ kind: 'choice-heard', node: 'say-wish', said: words, confidence: 1 });
  });

  it('says after hours that it takes longer, and asks how it was when the agent has hung up', () => {
    const night = Date.parse('2026-03-02T22:00:00+08:00');
    const call = playIvr(hotline, '0|1', { wallMs: night, calendars, transfers: [{ taken: true, reason: '' }] });
    expect(call.said[1]).toContain('非工作时间');
    expect(call.facts).toContainEqual({ kind: 'variable-set', name: 'score', value: '1' });
    expect(call.hungUp).toBe('finished');
  });

  it('writes a call-back down when nobody is there, and not for a number that is withheld', () => {
    const nobody = { taken: false, reason: 'waited' };
    const asked = playIvr(hotline, '0|1', { transfers: [nobody, { taken: true, reason: '' }] });
    expect(asked.routed[1]?.target).toEqual({ kind: 'call-back', number: '+8613800000000', queue: 'service' });
    expect(asked.hungUp).toBe('call-back');
    expect(playIvr(hotline, '0|1', { transfers: [nobody], caller: '' }).hungUp).toBe('no-number');
  });
});
