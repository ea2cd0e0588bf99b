import { expect, test } from 'vitest';
import { signedIflytekUrl } from './sign.ts';

test('the address holds the authorization iFlytek published for its example (语音听写 流式版, 接口鉴权)', () => {
  const keys = { apiKey: 'keyxxxxxxxx8ee279348519exxxxxxxx', apiSecret: 'secretxxxxxxxx2df7900c09xxxxxxxx' };
  const nowMs = Date.UTC(2019, 6, 10, 7, 35, 43, 999);
  const url = signedIflytekUrl('wss://iat-api.xfyun.cn/v2/iat', keys, nowMs);
  expect(decodeURIComponent(url)).toBe(
    'wss://iat-api.xfyun.cn/v2/iat?authorization=YXBpX2tleT0ia2V5eHh4eHh4eHg4ZWUyNzkzNDg1MTlleHh4eHh4eHgiLCBhbGdvcml0aG09ImhtY' +
      'WMtc2hhMjU2IiwgaGVhZGVycz0iaG9zdCBkYXRlIHJlcXVlc3QtbGluZSIsIHNpZ25hdHVyZT0iSHAzVHk0WmtTQm1MOGpLeU9McFFpdjlTcjVudm1lWUVI' +
      'N1dzTC9aTzJKZz0i&date=Wed, 10 Jul 2019 07:35:43 GMT&host=iat-api.xfyun.cn',
  );
  expect(url).toMatch(/&date=Wed%2C%2010%20Jul%202019%2007%3A35%3A43%20GMT&host=iat-api\.xfyun\.cn$/);
});
