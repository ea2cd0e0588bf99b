import { expect, test } from 'vitest';
import { azureSsml } from './ssml.ts';

const wish = { language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 } as const;
const head =
  '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="https://www.w3.org/2001/mstts" xml:lang=';

test('a plain wish is the voice and its text', () => {
  expect(azureSsml({ text: '您好。', wish, voice: { name: 'zh-CN-XiaoxiaoNeural' } })).toBe(
    `${head}"zh-CN"><voice name="zh-CN-XiaoxiaoNeural">您好。</voice></speak>`,
  );
});

test('a manner is a style around speed and pitch', () => {
  const wanted = { ...wish, language: 'en', speed: 1.25, pitch: 0.9 } as const;
  expect(azureSsml({ text: 'Hello', wish: wanted, voice: { name: 'en-US-JennyNeural', manner: 'cheerful' } })).toBe(
    `${head}"en-US"><voice name="en-US-JennyNeural"><mstts:express-as style="cheerful">` +
      '<prosody rate="1.25" pitch="-10%">Hello</prosody></mstts:express-as></voice></speak>',
  );
});

test('pitch stops where Azure stops', () => {
  const voice = { name: 'v' };
  expect(azureSsml({ text: 'x', wish: { ...wish, pitch: 2 }, voice })).toContain('pitch="+50%"');
  expect(azureSsml({ text: 'x', wish: { ...wish, pitch: 0.5 }, voice })).toContain('pitch="-50%"');
});

test('text and names cannot break out of their places, and hold nothing that XML forbids', () => {
  const ssml = azureSsml({ text: `A&B <break/> "'\u0000`, wish, voice: { name: '"/><x' } });
  expect(ssml).toContain('>A&amp;B &lt;break/&gt; &quot;&apos; </voice>');
  expect(ssml).toContain('<voice name="&quot;/&gt;&lt;x">');
});
