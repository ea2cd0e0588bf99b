import { expect, test } from 'vitest';
import { signedTencentUrl } from './sign.ts';

test('the address is the one Tencent published for its example (signature 签名生成, product 1093, document 48982)', () => {
  const parameters = {
    voice_id: 'RnKu9FODFHK5FPpsrN',
    voice_format: '1',
    timestamp: '1592294092',
    secretid: 'AKIDoQq1zhZMN8dv0psmvud6OUKuGPO7pu0r',
    nonce: '1592294092123',
    needvad: '1',
    filter_punc: '1',
    filter_modal: '1',
    filter_dirty: '1',
    expired: '1592380492',
    engine_model_type: '16k_zh',
  };
  expect(
    signedTencentUrl('wss://asr.cloud.tencent.com/asr/v2/1259228442', 'kFpwoX5RYQ2SkqpeHgqmSzHK7h3A2fni', parameters),
  ).toBe(
    'wss://asr.cloud.tencent.com/asr/v2/1259228442?engine_model_type=16k_zh&expired=1592380492&filter_dirty=1' +
      '&filter_modal=1&filter_punc=1&needvad=1&nonce=1592294092123&secretid=AKIDoQq1zhZMN8dv0psmvud6OUKuGPO7pu0r' +
      '&timestamp=1592294092&voice_format=1&voice_id=RnKu9FODFHK5FPpsrN&signature=HepdTRX6u155qIPKNKC%2B3U0j1N0%3D',
  );
});

test('what is signed is not encoded, what is sent is', () => {
  const url = signedTencentUrl('wss://host/asr/v2/1', 'key', { hotword_list: '王总|8,a b|8' });
  expect(url).toMatch(/^wss:\/\/host\/asr\/v2\/1\?hotword_list=%E7%8E%8B%E6%80%BB%7C8%2Ca%20b%7C8&signature=[\w%]+$/);
  expect(url).toContain(`signature=${encodeURIComponent('iO0oaUISsFZ/asmz2LT2lxyYZzM=')}`);
});
