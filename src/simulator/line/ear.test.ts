import { describe, expect, it } from 'vitest';
import { Ear, withCharacters, type EarEvent } from './ear.ts';

const loud = -25;

/** Feeds voice from `fromMs` to `toMs` and the text spread over it, one packet in 20 ms. */
function speak(ear: Ear, text: string, fromMs: number, toMs: number): EarEvent[] {
  const events: EarEvent[] = [];
  const characters = Array.from(text);
  let typed = 0;
  for (let atMs = fromMs; atMs <= toMs; atMs += 20) {
    events.push(...ear.sound(loud, atMs));
    const due = Math.floor(((atMs - fromMs) / (toMs - fromMs)) * characters.length);
    if (due > typed) events.push(...ear.characters(characters.slice(typed, due).join(''), atMs));
    typed = Math.max(typed, due);
    events.push(...ear.tick(atMs));
  }
  return events;
}

function silence(ear: Ear, fromMs: number, toMs: number): EarEvent[] {
  const events: EarEvent[] = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += 20) events.push(...ear.sound(-90, atMs), ...ear.tick(atMs));
  return events;
}

describe('Ear', () => {
  it('hears one utterance that ends when sound and captions have been quiet', () => {
    const ear = new Ear(500);
    expect(speak(ear, '请问您方便吗？', 1_000, 3_000)[0]).toEqual({ kind: 'began', atMs: 1_000 });
    expect(ear.robotIsSpeaking).toBe(true);
    expect(silence(ear, 3_020, 3_480)).toEqual([]);
    expect(silence(ear, 3_500, 3_600)).toEqual([
      { kind: 'ended', text: '请问您方便吗？', startedAtMs: 1_000, endedAtMs: 3_000, voicedMs: 2_020 },
    ]);
    expect(ear.robotIsSpeaking).toBe(false);
  });
  it('waits longer where the words stop in mid-sentence', () => {
    const ear = new Ear(500);
    speak(ear, '我们有重疾险，', 0, 1_000);
    expect(silence(ear, 1_020, 1_900)).toEqual([]);
    expect(speak(ear, '还有医疗险。', 1_920, 3_000).some(({ kind }) => kind === 'began')).toBe(false);
    expect(silence(ear, 3_020, 3_600)[0]).toMatchObject({ kind: 'ended', text: '我们有重疾险，还有医疗险。' });
  });
  it('tells how long the robot has been speaking', () => {
    const events = speak(new Ear(500), '您好。', 0, 200);
    expect(events.findLast(({ kind }) => kind === 'speaking')).toEqual({ kind: 'speaking', spokeMs: 200, atMs: 200 });
  });
  it('hears sound without captions, and captions without sound', () => {
    const ear = new Ear(500);
    speak(ear, '', 0, 400);
    expect(silence(ear, 420, 1_500)[0]).toMatchObject({ kind: 'ended', text: '', voicedMs: 420 });
    ear.characters('再见。', 2_000);
    expect(ear.tick(2_300)).toEqual([]);
    expect(ear.tick(2_360)[0]).toMatchObject({ kind: 'ended', text: '再见。', startedAtMs: 2_000, voicedMs: 0 });
  });
  it('keeps what was being said when the call ends', () => {
    const ear = new Ear(500);
    speak(ear, '感谢您', 0, 600);
    expect(ear.close()[0]).toMatchObject({ kind: 'ended', text: '感谢您' });
    expect(ear.close()).toEqual([]);
  });
  it('begins nothing on a line end alone', () => {
    expect(new Ear(500).characters('\r\n\uFEFF', 10)).toEqual([]);
  });
});

it('withCharacters() obeys the control characters of T.140', () => {
  expect(withCharacters('你号', '\b好')).toBe('你好');
  expect(withCharacters('', '\uFEFF好\u2028的')).toBe('好\n的');
  expect(withCharacters('😀', '\b')).toBe('');
});
