import { afterEach, expect, test } from 'vitest';
import type { StreamOptions } from '../../link/wire.ts';
import type { HearingService, HearingTurn } from '../hearing-service.ts';
import { recordedTurn, type RecordedTurn } from '../testing/recorded-turn.ts';
import { framesOf20Ms, pcm16, toneOf } from '../testing/speech-like.ts';
import { volcengineHearing } from './hear.ts';
import { volcengineEar, type VolcengineEar, type VolcengineEarScript } from './testing/volcengine-hearing-server.ts';

const accessKey = 'access-key-s3cret';
const options: StreamOptions = { language: 'cmn', hotwords: [] };
/** Two and a half packets. */
const sound = toneOf(400, 0.25, 16_000);
const texts = ['这是', '这是', '这是字节跳动，今日头条母公司。'];
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Bench {
  readonly ear: VolcengineEar;
  readonly service: HearingService;
}

async function bench(script: Partial<VolcengineEarScript> = {}, withKey = accessKey): Promise<Bench> {
  const ear = await volcengineEar({ accessKey, texts, ...script });
  closing.push(() => ear.close());
  const settings = { name: 'volcengine', appId: '123456789', accessKey: withKey, url: ear.url };
  return { ear, service: volcengineHearing(settings, { uuid: () => '67ee89ba-7050-4c04-a3d7-ac61a63499b3' }) };
}

function speakInto(hearing: HearingTurn): void {
  for (const frame of framesOf20Ms(sound, 16_000)) {
    hearing.send(frame);
    frame.fill(0);
  }
}

async function hear({ service }: Bench, asked = options): Promise<RecordedTurn> {
  const turn = recordedTurn();
  const hearing = service.open(asked, turn);
  speakInto(hearing);
  hearing.finish();
  await Promise.race([turn.line('final'), turn.line('failed')]);
  return turn;
}

test('sound goes in packets of 100 ms, partials come in order and once, then the final', async () => {
  const one = await bench();
  const turn = await hear(one, { language: 'yue', hotwords: ['抖音', '头条'] });
  expect(turn.told).toEqual(['partial 这是', 'final 这是字节跳动，今日头条母公司。 1']);
  expect(one.ear.violations).toEqual([]);
  expect(one.ear.packets.map((packets) => packets.map(({ length }) => length))).toEqual([[3_200, 3_200, 1_600]]);
  expect(Buffer.concat(one.ear.packets.flat())).toEqual(pcm16(sound));
  expect(one.ear.requests).toEqual([
    expect.objectContaining({
      request: expect.objectContaining({
        corpus: { context: '{"hotwords":[{"word":"抖音"},{"word":"头条"}]}' },
      }),
    }),
  ]);
});

test('partials come while the sound does, and the end is a packet of its own', async () => {
  const { ear, service } = await bench();
  const turn = recordedTurn();
  const hearing = service.open(options, turn);
  speakInto(hearing);
  expect(await turn.line('partial')).toBe('partial 这是');
  hearing.finish();
  expect(await turn.line('final')).toBe('final 这是字节跳动，今日头条母公司。 1');
  expect(ear.violations).toEqual([]);
});

test('a turn without sound is empty, and the service is not asked to hear it', async () => {
  const { ear, service } = await bench();
  const turn = recordedTurn();
  service.open(options, turn).finish();
  expect(turn.told).toEqual(['final  1']);
  expect(ear.packets).toEqual([]);
});

test('nothing heard is an empty final: by its answer, and by its error for silence', async () => {
  expect((await hear(await bench({ texts: [''] }))).told).toEqual(['final  1']);
  const silent = { atPacket: 2, does: { code: 45_000_002, payload: '{"error":"empty audio"}' } };
  expect((await hear(await bench({ texts: [''], fault: silent }))).told).toEqual(['final  1']);
});

test('a refused key is for good and stands in no reason though the service echoes it', async () => {
  const { told } = await hear(await bench({}, 'another-s3cret'));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^failed for good: the service answered with status 403: .*access key \*\*\* not granted/);
});

test.each([
  [
    'wrong parameters',
    45_000_001,
    '{"error":"rate must be 16000"}',
    'failed for good: error 45000001: rate must be 16000',
  ],
  [
    'no resource',
    45_000_030,
    'requested resource not granted',
    'failed for good: error 45000030: requested resource not granted',
  ],
  ['a server too busy', 55_000_031, '{"error":"server busy"}', 'failed for now: error 55000031: server busy'],
  [
    'too many lines',
    45_000_000,
    '{"error":"quota exceeded for types: concurrency"}',
    'failed for now: error 45000000: quota exceeded for types: concurrency',
  ],
  [
    'packets too late',
    45_000_081,
    '{"message":"waiting next packet timeout"}',
    'failed for now: error 45000081: waiting next packet timeout',
  ],
  ['a key echoed', 45_000_001, `{"error":"bad ${accessKey}"}`, 'failed for good: error 45000001: bad ***'],
] as const)('%s are told as they are', async (_, code, payload, wanted) => {
  const { told } = await hear(await bench({ fault: { atPacket: 1, does: { code, payload } } }));
  expect(told).toEqual(['partial 这是', wanted]);
});

test('a connection cut in mid-word fails for now, and so does one closed without a final', async () => {
  expect((await hear(await bench({ fault: { atPacket: 1, does: 'cut' } }))).told).toEqual([
    'partial 这是',
    'failed for now: the connection broke off',
  ]);
  expect((await hear(await bench({ fault: { atPacket: 1, does: 'goodbye' } }))).told).toEqual([
    'partial 这是',
    'failed for now: the service closed the connection with code 1000',
  ]);
});

test.each([
  ['no header', '00112233'],
  ['a size beyond the frame', '119110000000000100ffffff7b7d'],
  ['a payload that is not packed', '11911100000000010000000268690000'],
  ['words where JSON was announced', '1191100000000001000000026869'],
  ['sound', '11b010000000000200ff'],
])('garbage (%s) fails with a reason that repeats nothing of it', async (_, hex) => {
  const { told } = await hear(await bench({ fault: { atPacket: 1, does: Buffer.from(hex, 'hex') } }));
  expect(told).toEqual([
    'partial 这是',
    `failed for now: the service sent ${hex.length / 2} bytes that are no message of its protocol`,
  ]);
});

test('nobody listening is a failure for now', async () => {
  const one = await bench();
  await one.ear.close();
  expect((await hear(one)).told[0]).toContain('failed for now: connect ECONNREFUSED');
});

test('an abandoned turn closes its connection and is told nothing; closing the service abandons all', async () => {
  const { ear, service } = await bench();
  const turns = [recordedTurn(), recordedTurn()] as const;
  const hearings = turns.map((turn) => service.open(options, turn));
  for (const hearing of hearings) speakInto(hearing);
  for (const turn of turns) await turn.line('partial');
  hearings[0]?.close();
  await expect.poll(() => ear.closes).toEqual([1000]);
  await service.close();
  await expect.poll(() => ear.closes).toEqual([1000, 1000]);
  for (const hearing of hearings) hearing.finish();
  expect(turns.map(({ told }) => told)).toEqual([['partial 这是'], ['partial 这是']]);
});
