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
