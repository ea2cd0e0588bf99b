import { describe, expect, it } from 'vitest';
import { seededRandom } from '../foundation/random.ts';
import type { SrtpMode } from '../telephony/index.ts';
import { OwnSession } from './own-session.ts';

const session = (srtp: SrtpMode | undefined, seed: number): OwnSession =>
  new OwnSession(
    '7',
    { address: '192.0.2.1', port: 4_000, textPort: null, codecs: ['PCMA'], srtp },
    seededRandom(seed),
  );

describe('OwnSession', () => {
  it('agrees on keys with a peer that may encrypt, and keeps its own through a second offer', () => {
    const us = session('optional', 1);
    const answer = session('optional', 2).answer(us.offer());
    if ('refuse' in answer) throw new Error('refused');
    const agreed = us.agreed(answer.body)?.srtp;
    expect(agreed?.receiveKey).toBe(answer.media?.srtp?.sendKey);
    expect(agreed?.sendKey).toBe(answer.media?.srtp?.receiveKey);
    expect(us.offer().content).toContain(agreed!.sendKey);
  });

  it('offers no key where nothing was said of encryption', () => {
    expect(session(undefined, 1).offer().content).not.toContain('crypto');
  });

  it('refuses a peer that does not encrypt where it must', () => {
    expect(session('required', 1).answer(session('off', 2).offer())).toEqual({ refuse: 488 });
    const us = session('required', 1);
    expect(us.agreed(session('off', 2).offer())).toBeNull();
  });
});

describe('OwnSession of a browser', () => {
  const value = Array.from({ length: 32 }, () => 'AB').join(':');
  const end = (ufrag: string) => ({ ufrag, password: 'x'.repeat(22), fingerprint: { algorithm: 'sha-256', value } });
  const peer = (ufrag: string): OwnSession =>
    new OwnSession('7', { address: '192.0.2.1', port: 4_000, textPort: null, codecs: ['PCMA'], ice: end(ufrag) });

  it('agrees with another like it, and keeps who began whoever offers later', () => {
    const [us, browser] = [peer('ours'), peer('page')];
    const first = browser.answer(us.offer());
    if ('refuse' in first) throw new Error('refused');
    expect(us.agreed(first.body)?.ice).toMatchObject({ ufrag: 'page', role: 'active' });
    expect(first.media?.ice).toMatchObject({ ufrag: 'ours', role: 'passive' });
    const second = us.answer(browser.offer());
    if ('refuse' in second) throw new Error('refused');
    expect(second.body.content).toContain('a=setup:passive');
    expect(second.media?.ice?.role).toBe('active');
  });

  it('refuses a browser that begins anew, and goes on as it was', () => {
    const us = peer('ours');
    expect(us.answer(peer('page').offer())).toHaveProperty('media');
    expect(us.answer(peer('other').offer())).toEqual({ refuse: 488 });
    expect(us.answer(peer('page').offer())).toHaveProperty('media');
  });

  it('shares nothing with a desk telephone', () => {
    expect(peer('ours').answer(session('off', 1).offer())).toEqual({ refuse: 488 });
    expect(session('off', 1).answer(peer('page').offer())).toEqual({ refuse: 488 });
  });
});
