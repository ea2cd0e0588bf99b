import { describe, expect, it } from 'vitest';
import { adviceForCall, adviceForStatus, isPrivateAddress, type TestCallFacts } from './call-advice.ts';

const fine: TestCallFacts = {
  answered: true,
  sipStatus: 200,
  heardAnything: true,
  receivedPackets: true,
  mediaAddressPrivate: false,
};

describe('adviceForStatus()', () => {
  it.each([
    [401, /username or password.*`username`.*`password`.*`domain`/su],
    [407, /username or password/u],
    [403, /caller number.*`callerIn` or `callerFormat`/su],
    [404, /`calleeFormat`/u],
    [408, /`proxy` and `transport`.*firewall/su],
    [484, /incomplete.*`calleeFormat`/su],
    [488, /codec.*`codecs: \[PCMU, PCMA\]`/su],
    [606, /codec/u],
    [503, /`callsPerSecond` and `maxCalls`/u],
  ])('after %i names what to change', (status, wanted) => {
    expect(adviceForStatus(status)).toMatch(wanted);
  });

  it.each([180, 200, 480, 486, 487, 603])('has none for %i: the callee, not the trunk, said it', (status) => {
    expect(adviceForStatus(status)).toBeNull();
  });
});

describe('adviceForCall()', () => {
  it('has nothing to say of a call that was heard', () => {
    expect(adviceForCall(fine)).toEqual([]);
  });

  it('gives the advice for the status of a call that was not answered, and none about sound', () => {
    const refused = { ...fine, answered: false, heardAnything: false, receivedPackets: false };
    expect(adviceForCall({ ...refused, sipStatus: 403 })).toEqual([adviceForStatus(403)]);
    expect(adviceForCall({ ...refused, sipStatus: 486 })).toEqual([]);
    expect(adviceForCall({ ...refused, sipStatus: null })).toEqual([]);
  });

  it('blames firewall and NAT when no packet came in, and a private address besides', () => {
    const deaf = { ...fine, heardAnything: false, receivedPackets: false };
    expect(adviceForCall(deaf)).toEqual([expect.stringContaining('WAIHU_RTP_PORTS')]);
    expect(adviceForCall({ ...deaf, mediaAddressPrivate: true })).toEqual([
      expect.stringContaining('WAIHU_RTP_PORTS'),
      expect.stringContaining('WAIHU_MEDIA_ADDRESS'),
    ]);
  });

  it('tells silence from no sound', () => {
    expect(adviceForCall({ ...fine, heardAnything: false })).toEqual([expect.stringContaining('silent')]);
  });
});

describe('isPrivateAddress()', () => {
  it.each(['127.0.0.1', '10.1.2.3', '192.168.0.9', '172.16.0.1', '172.31.255.1', '100.64.0.1', '100.127.0.1'])(
    'knows %s',
    (address) => expect(isPrivateAddress(address)).toBe(true),
  );
  it.each(['203.0.113.5', '172.32.0.1', '172.15.0.1', '100.128.0.1', '100.63.0.1', '11.0.0.1'])(
    'lets %s pass',
    (address) => expect(isPrivateAddress(address)).toBe(false),
  );
});
