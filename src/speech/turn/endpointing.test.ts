import { describe, expect, test } from 'vitest';
import { endpointWaitMs, looksUnfinished } from './endpointing.ts';

test('an answer is waited for least, and who stops in mid-phrase is given time', () => {
  expect([endpointWaitMs('answer'), endpointWaitMs('unknown'), endpointWaitMs('more')]).toEqual([250, 600, 1_200]);
});

describe('looksUnfinished', () => {
  test.each(['因为', '我想买，', '我的电话是 138', '一三八', '那个', 'I want to', 'my number is 555-', '请问'])(
    '%s goes on',
    (said) => {
      expect(looksUnfinished(said)).toBe(true);
    },
  );

  test.each(['好的', '不需要', '13800138000', '可以。', '一百万', '62345678', 'Panama', '是吗？', ''])(
    '%s is whole',
    (said) => {
      expect(looksUnfinished(said)).toBe(false);
    },
  );
});
