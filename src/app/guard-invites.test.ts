import { describe, expect, it } from 'vitest';
import type { DialPermit } from '../contract/dial-permit.ts';
import type { TenantId } from '../contract/ids.ts';
import { trunkSchema } from '../contract/lines-document.ts';
import { silentLogger } from '../foundation/logger.ts';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import type { InviteRequest, SipAddress } from '../telephony/index.ts';
import { guardInvites, mayBeCalledThere } from './guard-invites.ts';
import { trunkPlaces } from './trunk-places.ts';

const tenantId = '00000000-0000-4000-8000-000000000001' as TenantId;
const address = (host: string): SipAddress => ({ host, port: 5060, transport: 'udp' });
const trunkNamed = (name: string) => trunkSchema.parse({ name, proxy: '192.0.2.1', callerNumbers: ['+861088886666'] });
const places = trunkPlaces([
  { tenantId, trunk: trunkNamed('main'), at: [address('192.0.2.1')] },
  { tenantId, trunk: trunkNamed('other'), at: [address('192.0.2.2')] },
]);

function rig() {
  const clock = new FakeClock();
  const guard = guardInvites(places, clock, silentLogger);
  const permit = (changes: Partial<DialPermit> = {}): DialPermit =>
    ({ permitId: 'p1', tenantId, trunk: 'main', expiresAtMs: clock.now() + 10_000, ...changes }) as DialPermit;
  const ask = (permitted: DialPermit | null, ...hosts: readonly string[]) =>
    guard({ ...(permitted && { permit: permitted }) } as InviteRequest, hosts.map(address));
  return { clock, permit, ask };
}

describe('guardInvites()', () => {
  it('lets INVITEs to telephones leave, and none that comes to a trunk without a permit', () => {
    const { ask } = rig();
    expect(ask(null, '192.0.2.50')).not.toBeNull();
    expect(ask(null, '192.0.2.1')).toBeNull();
    expect(ask(null, '192.0.2.50', '192.0.2.1')).toBeNull();
  });

  it('takes a permit for its own trunk and tenant, in its time, and once', () => {
    const { clock, permit, ask } = rig();
    expect(ask(permit({ trunk: 'other' }), '192.0.2.1')).toBeNull();
    expect(ask(permit({ tenantId: 'another' as TenantId }), '192.0.2.1')).toBeNull();
    const first = ask(permit(), '192.0.2.1');
    expect(first).not.toBeNull();
    expect(ask(permit(), '192.0.2.1')).toBeNull();
    first?.over(true);
    expect(ask(permit(), '192.0.2.1')).toBeNull();
    const late = permit({ permitId: 'p2' });
    clock.tick(10_001);
    expect(ask(late, '192.0.2.1')).toBeNull();
  });

  it('lets an INVITE that failed be repeated, also when the permit has expired since', () => {
    const { clock, permit, ask } = rig();
    const own = permit();
    const first = ask(own, '192.0.2.1');
    clock.tick(32_000);
    first?.over(false);
    expect(ask(own, '192.0.2.1')).not.toBeNull();
  });

  it('forgets permits that are long over', () => {
    const { clock, permit, ask } = rig();
    const own = permit();
    ask(own, '192.0.2.1')?.over(false);
    clock.tick(700_000);
    expect(ask(own, '192.0.2.1')).toBeNull();
  });
});

describe('mayBeCalledThere()', () => {
  it('refuses telephones at a trunk, and behind names', () => {
    const at = (host: string) => mayBeCalledThere(places, { nextHop: address(host) });
    expect([at('192.0.2.50'), at('192.0.2.1'), at('proxy.example')]).toEqual([true, false, false]);
  });
});
