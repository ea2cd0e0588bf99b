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
