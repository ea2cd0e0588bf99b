import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../foundation/clock.ts';
import { silentLogger } from '../foundation/logger.ts';
import { systemRandom } from '../foundation/random.ts';
import { TestCertificates } from '../telephony/testing/test-certificates.ts';
import { readConfig } from './config.ts';
import { openSip } from './open-sip.ts';

const folder = mkdtempSync(join(tmpdir(), 'waihu-open-sip-'));
const file = (name: string): string => join(folder, name);
const surroundings = { clock: systemClock, random: systemRandom, logger: silentLogger };
let certificates: TestCertificates;

beforeAll(() => {
  certificates = new TestCertificates();
  const { chain, key } = certificates.signed('DNS:localhost');
  writeFileSync(file('chain.pem'), chain);
  writeFileSync(file('key.pem'), key);
  writeFileSync(file('other-key.pem'), certificates.selfSigned('DNS:x').key);
  writeFileSync(file('authority.pem'), certificates.authority);
  writeFileSync(file('notes.txt'), 'no certificate');
});
afterAll(async () => {
  certificates.remove();
  await rm(folder, { recursive: true });
});

const open = (environment: Readonly<Record<string, string>>): ReturnType<typeof openSip> =>
  openSip(readConfig({ WAIHU_SIP_PORT: '0', ...environment }, false).sip, surroundings);

const secured = (change: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  WAIHU_SIP_TLS_PORT: '0',
  WAIHU_SIP_TLS_CERT: file('chain.pem'),
  WAIHU_SIP_TLS_KEY: file('key.pem'),
  ...change,
});

it('listens on UDP and TCP alone unless told more', async () => {
  const sip = await open({});
  expect(sip.addresses.map(({ transport }) => transport)).toEqual(['udp', 'tcp']);
  await sip.close();
});

it('listens where the environment says, and believes whom it says', async () => {
  const served = await open(secured({ WAIHU_SIP_WS_PORT: '0', WAIHU_SIP_WSS_PORT: '0' }));
  const caller = await open({ WAIHU_SIP_TLS_CA: file('authority.pem') });
  expect(served.addresses.map(({ transport }) => transport)).toEqual(['udp', 'tcp', 'tls', 'ws', 'wss']);
  const asked = served.addresses.map(({ port, transport }) =>
    caller.options(`sip:localhost:${port};transport=${transport}`),
  );
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  await Promise.all([served.close(), caller.close()]);
});

it('says which variable names what cannot be used', async () => {
  await expect(open(secured({ WAIHU_SIP_TLS_CERT: file('none.pem') }))).rejects.toThrow(
    /WAIHU_SIP_TLS_CERT '.*none\.pem': ENOENT.*; wanted a file in PEM/,
  );
  await expect(open(secured({ WAIHU_SIP_TLS_CA: file('notes.txt') }))).rejects.toThrow(
    /WAIHU_SIP_TLS_CA '.*notes\.txt' is no PEM/,
  );
  await expect(open(secured({ WAIHU_SIP_TLS_KEY: file('other-key.pem') }))).rejects.toThrow(
    /key values mismatch.*set WAIHU_SIP_TLS_CERT and WAIHU_SIP_TLS_KEY to a certificate and its own key/,
  );
});

it('says which variable moves a port that is taken', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve);
  });
  const port = String((taken.address() as AddressInfo).port);
  await expect(open(secured({ WAIHU_SIP_TLS_PORT: port }))).rejects.toThrow(/set WAIHU_SIP_TLS_PORT$/);
  await expect(open({ WAIHU_SIP_WS_PORT: port })).rejects.toThrow(/set WAIHU_SIP_WS_PORT$/);
  await expect(open({ WAIHU_SIP_PORT: port })).rejects.toThrow(/set WAIHU_SIP_PORT$/);
  taken.close();
});
