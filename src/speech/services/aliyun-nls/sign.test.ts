import { expect, test } from 'vitest';
import { signedAliyunQuery } from './sign.ts';

test('the query is the one Aliyun published for its example of CreateToken (通过OpenAPI获取Token, document 113251)', () => {
  const parameters = {
    AccessKeyId: 'my_access_key_id',
    Action: 'CreateToken',
    Version: '2019-02-28',
    Timestamp: '2019-04-18T08:32:31Z',
    Format: 'JSON',
    RegionId: 'cn-shanghai',
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: 'b924c8c3-6d03-4c5d-ad36-d984d3116788',
  };
  expect(signedAliyunQuery(parameters, 'my_access_key_secret')).toBe(
    'Signature=hHq4yNsPitlfDJ2L0nQPdugdEzM%3D&AccessKeyId=my_access_key_id&Action=CreateToken&Format=JSON' +
      '&RegionId=cn-shanghai&SignatureMethod=HMAC-SHA1&SignatureNonce=b924c8c3-6d03-4c5d-ad36-d984d3116788' +
      '&SignatureVersion=1.0&Timestamp=2019-04-18T08%3A32%3A31Z&Version=2019-02-28',
  );
});

test('blanks, stars and tildes are encoded as POP wants it', () => {
  expect(signedAliyunQuery({ a: 'x y*~(z)' }, 'key')).toMatch(/&a=x%20y%2A~%28z%29$/);
});
