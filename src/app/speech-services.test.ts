import { expect, test } from 'vitest';
import type { SecretSources } from '../lines/index.ts';
import { loadSpeechServices, readSpeechServices } from './speech-services.ts';

const read = (text: string, allowed: readonly string[] = []) =>
  readSpeechServices('/etc/speech.yaml', text, new Set(allowed));
const house = 'services: [{ name: house, vendor: funasr, kind: hears, url: "ws://10.0.0.5:10095" }]';

test('services come in their order, with what they say of themselves', () => {
  expect(read(house)).toEqual([
    { name: 'house', vendor: 'funasr', kind: 'hears', url: 'ws://10.0.0.5:10095', secrets: {}, options: {} },
  ]);
  expect(read('services: []')).toEqual([]);
});

test.each([
  ['services: [', /^\/etc\/speech.yaml: line 1: not YAML: /],
  ['nothing: here', /services: .*expected array/],
  ['services: [{ name: house, vendor: funasr }]', /services\[0\] 'house': kind: /],
  ['services: [{ name: A B, vendor: funasr, kind: hears }]', /services\[0\] 'A B': name: a name is 1 to 40 lower-case/],
  [house.replace('funasr', 'funsar'), /services\[0\] 'house': vendor: there is no 'funsar'; wanted one of .*funasr/],
  [house.replace('hears', 'speaks'), /'house': kind: funasr does not speak/],
  ['services: [{ name: house, vendor: funasr, kind: hears }]', /'house': url is missing/],
  [house.replace('url:', 'secrets: { key: env:KEY }, url:'), /'house': secrets.key is not known here/],
  [house.replace('url:', 'secrets: { key: abc123 }, url:'), /'house': secrets.key: a secret is given as env:NAME/],
  [house.replace('url:', 'option: 1, url:'), /services\[0\] 'house': .*option/],
  [house.replace('ws:', 'ftp:'), /'house': url: wanted a URL that begins with wss:/],
  [house.replace('10.0.0.5', 'me:word@10.0.0.5'), /'house': url: names no user/],
  [
    house.replace('10.0.0.5', 'asr.example.com'),
    /in clear; wanted wss: or https:, or asr.example.com in WAIHU_HTTP_ALLOW/,
  ],
  [
    house.replace(']', `, { name: house, vendor: funasr, kind: hears, url: "ws://10.0.0.6" }]`),
    /services\[1\] 'house': name: 'house' is the name of another/,
  ],
])('%s is refused by name and place', (text, problem) => {
  expect(() => read(text)).toThrow(problem);
});

test('sound goes in clear to hosts of our own and to those that are allowed, and by TLS to any', () => {
  for (const host of ['127.0.0.1', 'localhost', 'asr', '192.168.1.9'])
    expect(read(house.replace('10.0.0.5', host))).toHaveLength(1);
  expect(read(house.replace('10.0.0.5', 'asr.example.com'), ['asr.example.com'])).toHaveLength(1);
  expect(read(house.replace('ws://10.0.0.5', 'wss://asr.example.com'))).toHaveLength(1);
});

test('a misplaced secret is never repeated', () => {
  expect(() => read(house.replace('url:', 'secrets: { key: sk-abc123 }, url:'))).not.toThrow(/sk-abc123/);
});

test('a file that is not there is named; no file is no service', async () => {
  const secrets: SecretSources = { env: () => undefined, readFile: () => Promise.reject(new Error('ENOENT')) };
  const parts = { secrets, allowedHosts: new Set<string>() };
  expect(await loadSpeechServices(null, parts)).toEqual([]);
  await expect(loadSpeechServices('/etc/speech.yaml', parts)).rejects.toThrow(
    '/etc/speech.yaml: cannot be read: ENOENT',
  );
  const there = { secrets: { ...secrets, readFile: () => Promise.resolve(house) }, allowedHosts: new Set<string>() };
  expect(await loadSpeechServices('/etc/speech.yaml', there)).toMatchObject([{ name: 'house', secrets: {} }]);
});
