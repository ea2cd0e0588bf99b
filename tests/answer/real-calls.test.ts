import { afterAll, beforeAll, expect, it } from 'vitest';
import { callCases, type CalledCase } from '../../bench/answer/call-cases.ts';
import { compareCalls } from '../../bench/answer/compare-calls.ts';
import { judge, knownFrom, type Judged } from '../../bench/answer/judge.ts';
import { overLine } from '../../bench/answer/line-effects.ts';
import type { CorpusCase, Enrolled } from '../../bench/answer/making.ts';
import { quiet } from '../../bench/answer/voices.ts';
import { openLiveRig, type LiveRig } from '../../bench/live-rig.ts';
import { speakAll } from '../../bench/speak.ts';
import { CadenceSource, joined, toneSound } from '../../src/audio/index.ts';
import { seededRandom } from '../../src/foundation/random.ts';

const texts = {
  poweredOff: '您好，您拨打的电话已关机，请稍后再拨。',
  forwarded: '您的来电正在转移，请您耐心等待，不要挂机。',
  strange: '欢迎致电幸福花店，鲜花送到您的手上，春天来了，花儿都开了。',
  hello: '喂，您好。',
  busyNow: '我在开车，等会儿说。',
  voicemail: '您好，我现在不在，请听到提示音以后留下您的姓名和电话，我会尽快给您回电话。',
  menu: '您好，欢迎致电客户服务热线，产品咨询请按一，售后服务请按二，投诉建议请按三。',
} as const;
const labels = [
  'busy',
  'network-busy',
  'vacant',
  'none',
  'powered-off',
  'forwarded',
  'none',
  'human',
  'human',
  'human',
  'voicemail',
  'voicemail',
  'fax',
] as const;

let rig: LiveRig;
let cases: readonly CorpusCase[];
let judged: readonly Judged[];
let called: readonly CalledCase[];

const beep = (frequencyHz: number, ms: number): Int16Array =>
  toneSound({ frequenciesHz: [frequencyHz], levelDbfs: -18 }, ms);

/** A tone of an exchange for six seconds. */
function tone(onMs: number, offMs: number): Int16Array {
  const sound = quiet(6_000);
  new CadenceSource({ frequenciesHz: [450], levelDbfs: -20, rhythmMs: [onMs, offMs] }).addTo(sound);
  return sound;
}

beforeAll(async () => {
  rig = await openLiveRig({ from: 43_400, to: 43_599 }, 'auto');
  const names = Object.keys(texts) as (keyof typeof texts)[];
  const spoken = await speakAll(rig.speech.sockets, Object.values(texts));
  const voice = (name: keyof typeof texts): Int16Array => spoken[names.indexOf(name)] as Int16Array;
  const repeated = (name: keyof typeof texts): Int16Array =>
    joined([quiet(300), ...Array.from({ length: 4 }, () => [voice(name), quiet(900)]).flat()]);
  const sounds = [
    tone(350, 350),
    tone(700, 700),
    joined(Array.from({ length: 4 }, () => [quiet(900), beep(950, 330), beep(1400, 330), beep(1800, 330)]).flat()),
    tone(1_000, 4_000),
    repeated('poweredOff'),
    repeated('forwarded'),
    repeated('strange'),
    joined([quiet(600), voice('hello'), quiet(3_000)]),
    joined([quiet(3_500), voice('hello'), quiet(3_000)]),
    joined([quiet(500), voice('busyNow'), quiet(3_000)]),
    joined([quiet(400), voice('voicemail'), quiet(700), beep(1000, 400), quiet(3_000)]),
    joined([quiet(400), voice('menu'), quiet(5_000)]),
    joined([quiet(800), beep(2100, 3_000), quiet(1_000)]),
  ];
  const random = seededRandom(7);
  const line = { levelDbfs: -20, noise: 'white', noiseBelowDb: 35, lossShare: 0.01 } as const;
  cases = labels.map((label, index) => ({
    kind: `${index}/${label}`,
    label,
    words: null,
    samples: overLine(sounds[index] as Int16Array, { codec: index % 2 === 0 ? 'PCMA' : 'PCMU', ...line }, random),
  }));
  const enrolled: readonly Enrolled[] = [
    { label: 'powered-off', name: 'powered-off-1', samples: voice('poweredOff') },
    { label: 'forwarded', name: 'forwarded-1', samples: voice('forwarded') },
  ];
  const known = knownFrom(enrolled);
  judged = cases.map((sample) => judge(sample, known));
  called = await callCases(rig, cases, known, cases.length);
});
afterAll(() => rig.close());

it('real calls end with the outcome that their sound alone gives', () => {
  const { shares, differences } = compareCalls(judged, called);
  expect(differences).toEqual([]);
  expect(shares).toEqual({ sameOutcome: 1, sameAnsweredBy: 1 });
});

it('a dozen real calls end as they must, with the reason', () => {
  expect(called.map(({ outcome }) => outcome)).toEqual([
    'busy',
    'network-busy',
    'vacant',
    'rejected',
    'powered-off',
    'forwarded',
    'rejected',
    'no-interaction',
    'no-interaction',
    'no-interaction',
    'voicemail',
    expect.stringMatching(/^(voicemail|voice-assistant|ivr)$/u),
    'fax',
  ]);
  expect(called[0]?.reason).toContain('tone: busy');
  expect(called[4]?.reason).toContain("recording 'powered-off-1'");
  expect(called[7]).toMatchObject({ answeredBy: 'human', reason: expect.stringMatching(/^spoke for .* then waited/u) });
  expect(called[10]?.reason).toMatch(/^recorded voice: spoke for/u);
});
