import { describe, expect, it } from 'vitest';
import { domain, fakeHouse, type FakeHouse } from './fake-house.ts';

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
};

/** 8002 calls 8003, whose telephone sends the caller on. */
async function redirected(seed: number, ...to: readonly string[]): Promise<FakeHouse> {
  const house = fakeHouse({ hostile: false, seed });
  house.wire.call(`sip:8003@${domain}`, `sip:8002@${domain}`, { host: '192.0.2.51', port: 5060, transport: 'udp' });
  await settle();
  house.clock.tick(20);
  house.wire.sent[0]?.fail(302, to);
  await settle();
  return house;
}

const called = ({ wire }: FakeHouse): string[] => wire.sent.map(({ request }) => request.requestUri);
/** The test's gate refuses some; other seeds, others. */
const seed = 3;

describe('a telephone that sends its caller on', () => {
  it('to another extension is followed', async () => {
    expect(called(await redirected(seed, `sip:8001@${domain}`))).toEqual([
      'sip:8003@192.0.2.52',
      'sip:8001@192.0.2.50',
    ]);
  });

  it('to a number outside is followed as that extension would call it: by a permit, with its own number', async () => {
    let house = await redirected(seed, `sip:13800138000@${domain}`);
    for (let other = 1; called(house).length < 2 && other < 20; other++)
      house = await redirected(other, `sip:13800138000@${domain}`);
    expect(called(house)[1]).toBe('sip:+8613800138000@192.0.2.1');
    expect(house.given).toMatchObject([
      { initiator: 'forward', used: true, permit: { callee: '+8613800138000', caller: '+861088880009', trunk: 'one' } },
    ]);
    expect(house.wrong).toEqual([]);
  });

  it('anywhere else is not followed, and the caller is refused', async () => {
    for (const uri of [
      'sip:13800138000@192.0.2.1',
      'sip:x@elsewhere.example',
      'tel:+8613800138000',
      `sip:0085212@${domain}`,
    ]) {
      const house = await redirected(seed, uri);
      expect(called(house)).toHaveLength(1);
      expect(house.given).toEqual([]);
    }
  });

  it('in a circle comes to an end', async () => {
    const house = await redirected(seed, `sip:8003@${domain}`);
    for (let turn = 0; turn < 20; turn++) {
      house.wire.sent.at(-1)?.fail(302, [`sip:8003@${domain}`]);
      await settle();
    }
    expect(called(house).length).toBeLessThan(8);
  });
});
