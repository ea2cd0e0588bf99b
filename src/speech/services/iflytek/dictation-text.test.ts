import { expect, test } from 'vitest';
import { DictationText } from './dictation-text.ts';

test('results follow one another where none replaces', () => {
  const text = new DictationText();
  text.add({ sn: 1, words: '你好' });
  text.add({ sn: 2, pgs: 'apd', words: '，请说' });
  expect(text.text).toBe('你好，请说');
});

test('a result replaces those of its range and leaves the rest', () => {
  const text = new DictationText();
  text.add({ sn: 1, pgs: 'apd', words: '你好。' });
  text.add({ sn: 2, pgs: 'apd', words: '册' });
  text.add({ sn: 3, pgs: 'apd', words: '是' });
  text.add({ sn: 4, pgs: 'rpl', rg: [2, 3], words: '测试' });
  expect(text.text).toBe('你好。测试');
  text.add({ sn: 5, pgs: 'rpl', rg: [4, 4], words: '测试一下' });
  expect(text.text).toBe('你好。测试一下');
});

test('a replacement without a range follows', () => {
  const text = new DictationText();
  text.add({ sn: 1, words: 'one' });
  text.add({ sn: 2, pgs: 'rpl', words: 'two' });
  text.add({ sn: 3, pgs: 'rpl', rg: [], words: '三' });
  expect(text.text).toBe('one two三');
});
