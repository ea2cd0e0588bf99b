import { expect, test } from 'vitest';
import { pickUpStep, undecided, type PickUp, type PickUpInput } from './answering-machine.ts';

const words = (text: string, final = true, sinceAnswerMs = 3_000): PickUpInput => ({
  kind: 'words',
  text,
  final,
  sinceAnswerMs,
});
const tone = (name: string, sinceAnswerMs = 4_000): PickUpInput => ({ kind: 'tone', tone: name, sinceAnswerMs });
const run = (...inputs: PickUpInput[]): PickUp => inputs.reduce(pickUpStep, undecided);

test.each([
  ['a person', [words('喂，你好')], 'human'],
  ['a key', [{ kind: 'key' }], 'human'],
  ['a voicemail greeting', [words('您好，我现在不方便接听电话，请在嘀声后留言', false)], 'voicemail'],
  ['an assistant', [words('您好，我是机主的智能语音助手，请问您找他什么事')], 'assistant'],
  ['call screening', [words('请说出您的姓名和来电原因')], 'screening'],
  ['a menu', [words('中文服务请按1，英文服务请按2')], 'ivr'],
  ['a fax', [tone('fax')], 'fax'],
  ['a fax that began with a beep', [tone('beep'), tone('fax')], 'fax'],
  ['a beep and nothing else', [tone('beep')], 'voicemail'],
  ['a person and then a beep', [words('喂'), tone('beep')], 'human'],
  ['a greeting that begins like a person', [words('喂，你好'), words('喂，你好，请在嘀声后留言')], 'voicemail'],
  ['half a sentence', [words('您好', false)], 'unknown'],
] as const)('pickUpStep() of %s', (_name, inputs, wanted) => {
  expect(run(...inputs).answeredBy).toBe(wanted);
});

test('a person who speaks of a voicemail later stays a person', () => {
  expect(run(words('喂'), words('喂你好，给我留言吧', true, 16_000)).answeredBy).toBe('human');
});

test('a machine that pauses often before it names itself is still found', () => {
  expect(
    run(
      words('您好'),
      words('您好，我现在'),
      words('您好，我现在不方便接听'),
      words('您好，我现在不方便接听，请在嘀声后留言', true, 12_000),
    ).answeredBy,
  ).toBe('voicemail');
});

const manner = (answeredBy: 'human' | 'voicemail' | 'assistant', worded = false): PickUpInput => ({
  kind: 'sound',
  answeredBy,
  by: 'sound',
  reason: 'how it spoke',
  worded,
});
const recording: PickUpInput = {
  kind: 'sound',
  answeredBy: 'assistant',
  by: 'recording',
  reason: "recording 'assistant/one'",
  worded: true,
};

test.each([
  ['a manner of speaking', [manner('voicemail')], 'voicemail'],
  ['a manner that becomes clearer', [manner('voicemail'), manner('assistant')], 'assistant'],
  ['a person by manner who then beeps', [manner('human'), tone('beep')], 'voicemail'],
  ['a person by manner whose phone beeps much later', [manner('human'), tone('beep', 25_000)], 'human'],
  ['a machine by manner that names itself in words', [manner('voicemail'), words('我是机主的语音助手')], 'assistant'],
  ['a machine by manner whose words tell nothing', [manner('voicemail'), words('您好')], 'voicemail'],
  ['a manner where words are heard', [manner('voicemail', true)], 'unknown'],
  ['a person by words who speaks like a machine', [words('喂'), manner('voicemail', true)], 'human'],
  ['a machine by manner that presses a key', [manner('voicemail'), { kind: 'key' }], 'human'],
  ['a person by a key who speaks like a machine', [{ kind: 'key' }, manner('voicemail')], 'human'],
  ['a known recording that began like a person', [words('您好'), recording], 'assistant'],
] as const)('pickUpStep() by sound of %s', (_name, inputs, wanted) => {
  expect(run(...inputs).answeredBy).toBe(wanted);
});
