import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../src/app/testing/test-program.ts';
import { TestCertificates } from '../../src/telephony/testing/test-certificates.ts';
import { describeWithBaresip } from '../peers/baresip.ts';
import { describeWithLinphone } from '../peers/linphone.ts';
import { House } from './house.ts';
import type { BaresipTelephone, Telephone } from './telephone.ts';

describeWithBaresip('with baresip', () => describeWithLinphone('and linphone', all));

function all(): void {
  const certificates = new TestCertificates();
  let house: House;
  let phones: Record<string, Telephone>;
  let plain: BaresipTelephone;
  let sealed: BaresipTelephone;

  beforeAll(async () => {
    const must = ', srtp: required';
    house = await House.open({ 8021: must, 8022: must, 8023: must, 8031: '' }, '', (ourHost) => {
      const { chain, key } = certificates.signed(`IP:${ourHost}`);
      const certificateFiles = { chain: certificates.path('chain.pem'), key: certificates.path('key.pem') };
      writeFileSync(certificateFiles.chain, chain);
      writeFileSync(certificateFiles.key, key);
      return { binds: { tls: { port: 0 } }, certificateFiles };
    });
    const authorities = certificates.path('authority.pem');
    const tlsPort = house.program.waihu.sip.addresses.find(({ transport }) => transport === 'tls')!.port;
    sealed = await house.baresip('8021', 'one', { encryption: 'srtp-mand' });
    plain = await house.baresip('8022', 'two');
    phones = {
      'SRTP baresip': sealed,
      'SRTP linphone': await house.linphone('8023', 'three', { encryption: 'srtp' }),
      'TLS baresip': await house.baresip('8031', 'two', { tlsPort, authorities }),
    };
  });
  afterAll(async () => {
    await house.close();
    certificates.remove();
  });
  beforeEach(() => house.listen());
  afterEach(() => house.nobodyTalks());

  it.each([
    ['SRTP baresip', 'SRTP linphone'],
    ['SRTP linphone', 'SRTP baresip'],
    ['SRTP baresip', 'TLS baresip'],
    ['TLS baresip', 'SRTP linphone'],
  ])('%s calls %s: each hears the other alone', async (calling, called) => {
    const [caller, callee] = [phones[calling]!, phones[called]!];
    await caller.dial(callee.number);
    const callId = await house.talk(1.5, caller, callee);
    await callee.hangUp();
    const { tracks } = await house.recordOf(callId);
    expect(tracks).toEqual([[caller.voice], [callee.voice]]);
    expect(await caller.heard()).toEqual([callee.voice]);
    expect(await callee.heard()).toEqual([caller.voice]);
  });

  it('a telephone that has to encrypt and does not is refused with 488, and so is who calls it', async () => {
    const ended = ({ baresip }: BaresipTelephone): unknown =>
      baresip.events.findLast(({ type }) => type === 'CALL_CLOSED')?.param;
    await plain.dial(sealed.number);
    expect(await eventually(async () => ended(plain), 'the end of the call')).toContain('488');
    const before = sealed.baresip.events.length;
    await sealed.dial(plain.number);
    await eventually(
      async () => sealed.baresip.events.slice(before).some(({ type }) => type === 'CALL_CLOSED'),
      'the end of the call',
    );
    expect(ended(sealed)).toContain('488');
  });
}
