import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeInterruption, textToResume } from './false-interruption.ts';

const fillers = ['嗯', '对'];

test('words are a real interruption, a cough is none', () => {
  expect(judgeInterruption({ voicedMs: 200, text: '多少钱', fillers })).toBe('real');
  expect(judgeInterruption({ voicedMs: 300, text: '', fillers })).toBe('resume');
});

test('backchannel words that came after the robot had stopped let it go on', () => {
  expect(judgeInterruption({ voicedMs: 900, text: '嗯，对', fillers })).toBe('resume');
});

test('long speech that nobody could understand is the customer’s turn', () => {
  expect(judgeInterruption({ voicedMs: 900, text: '', fillers })).toBe('real');
});

test('the robot resumes at the sentence in which it was cut', () => {
  const text = '您好！我是小安。请问您方便吗？';
  expect(textToResume(text, '')).toBe(text);
  expect(textToResume(text, '您好！我是')).toBe('我是小安。请问您方便吗？');
  expect(textToResume(text, '您好！我是小安。')).toBe('请问您方便吗？');
  expect(textToResume(text, text)).toBe('');
  expect(textToResume('It costs 3.5 yuan. Shall we go on?', 'It costs 3.')).toBe('It costs 3.5 yuan. Shall we go on?');
});

test('what is resumed is always an end of the text that holds all that was not said', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('好', '。', '？', 'a', '. ', '！'), { maxLength: 20 }),
      fc.nat(40),
      (parts, cut) => {
        const text = parts.join('');
        const spoken = text.slice(0, cut);
        const rest = textToResume(text, spoken);
        expect(text.endsWith(rest)).toBe(true);
        expect(rest.length).toBeGreaterThanOrEqual(text.length - spoken.length);
      },
    ),
  );
});
