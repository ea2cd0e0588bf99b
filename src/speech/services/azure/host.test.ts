import { expect, test } from 'vitest';
import { azureHost } from './host.ts';

test.each([
  ['stt', { region: 'eastasia' }, 'wss://eastasia.stt.speech.microsoft.com'],
  ['tts', { region: 'eastasia' }, 'https://eastasia.tts.speech.microsoft.com'],
  ['stt', { region: 'chinanorth2' }, 'wss://chinanorth2.stt.speech.azure.cn'],
  ['tts', { region: 'chinanorth2' }, 'https://chinanorth2.tts.speech.azure.cn'],
  ['stt', { region: 'eastasia', url: 'https://speech.internal:8443/' }, 'wss://speech.internal:8443'],
  ['tts', { region: 'eastasia', url: 'ws://speech.internal' }, 'http://speech.internal'],
] as const)('for %s the resource %o listens at %s', (use, settings, wanted) => {
  expect(azureHost(settings, use)).toBe(wanted);
});
