import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('readConfig gives defaults that need no environment', () => {
  const config = readConfig({}, false);
  expect(config).toMatchObject({
    databaseUrl: null,
    node: 'n1',
    sip: { port: 5070 },
    http: { port: 8090 },
    crashAt: null,
  });
  expect(config.dataFolder).toContain('waihu');
  expect(readConfig({}, true).dataFolder).toBe('/var/lib/waihu');
});

test('readConfig says which variable is wrong and what was wanted', () => {
  expect(() => readConfig({ WAIHU_NODE: 'Node One' }, false)).toThrow(/WAIHU_NODE: a node id is 1 to 16/);
  expect(() => readConfig({ WAIHU_SIP_PORT: '70000' }, false)).toThrow(/WAIHU_SIP_PORT/);
});

test('readConfig refuses one port for two things', () => {
  expect(() => readConfig({ WAIHU_SIP_PORT: '8090' }, false)).toThrow(
    /WAIHU_HTTP_PORT and WAIHU_SIP_PORT are both 8090/,
  );
});

test('mail needs a server and an address, or neither is given', () => {
  const environment = { WAIHU_SMTP_URL: 'smtp://u:p@mail.example:587', WAIHU_MAIL_FROM: 'pbx@example.com' };
  expect(readConfig({}, false).mail).toBeNull();
  expect(readConfig(environment, false).mail).toEqual({ url: environment.WAIHU_SMTP_URL, from: 'pbx@example.com' });
  expect(() => readConfig({ WAIHU_SMTP_URL: environment.WAIHU_SMTP_URL }, false)).toThrow(/go together/);
  expect(() => readConfig({ ...environment, WAIHU_SMTP_URL: 'http://mail' }, false)).toThrow(/WAIHU_SMTP_URL/);
});

test('SIP listens on UDP and TCP alone unless more is set', () => {
  expect(readConfig({}, false).sip).toEqual({
    host: '127.0.0.1',
    port: 5070,
    binds: {},
    certificateFiles: null,
    authoritiesFile: null,
    unverified: [],
  });
});

test('SIP over TLS, WS and WSS has ports of its own, a certificate and whom to trust', () => {
  const environment = {
    WAIHU_SIP_TLS_PORT: '5061',
    WAIHU_SIP_WS_PORT: '5080',
    WAIHU_SIP_WSS_PORT: '5443',
    WAIHU_SIP_TLS_CERT: '/etc/waihu/chain.pem',
    WAIHU_SIP_TLS_KEY: '/etc/waihu/key.pem',
    WAIHU_SIP_TLS_CA: '/etc/waihu/authorities.pem',
    WAIHU_SIP_TLS_UNVERIFIED: 'old-gateway.lan,10.0.0.9:5061',
  };
  expect(readConfig(environment, false).sip).toMatchObject({
    binds: { tls: { port: 5061 }, ws: { port: 5080 }, wss: { port: 5443 } },
    certificateFiles: { chain: '/etc/waihu/chain.pem', key: '/etc/waihu/key.pem' },
    authoritiesFile: '/etc/waihu/authorities.pem',
    unverified: ['old-gateway.lan', '10.0.0.9:5061'],
  });
});

test.each([
  [{ WAIHU_SIP_TLS_PORT: '5061' }, /WAIHU_SIP_TLS_PORT needs a certificate; wanted WAIHU_SIP_TLS_CERT and/],
  [{ WAIHU_SIP_WSS_PORT: '5443' }, /WAIHU_SIP_WSS_PORT needs a certificate/],
  [{ WAIHU_SIP_TLS_CERT: '/a.pem' }, /WAIHU_SIP_TLS_CERT and WAIHU_SIP_TLS_KEY go together/],
  [{ WAIHU_SIP_WS_PORT: '5070' }, /WAIHU_SIP_PORT and WAIHU_SIP_WS_PORT are both 5070; each needs its own/],
  [{ WAIHU_SIP_TLS_UNVERIFIED: 'a, b' }, /WAIHU_SIP_TLS_UNVERIFIED: peers are given as host or host:port/],
])('readConfig refuses %j', (environment, words) => {
  expect(() => readConfig(environment, false)).toThrow(words);
});
