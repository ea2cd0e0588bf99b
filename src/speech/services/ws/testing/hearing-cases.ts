import { afterEach, expect, test } from 'vitest';
import type { HearingService } from '../../hearing-service.ts';
import type { EarScript, Fault } from './scripted-ear.ts';
import { hearWhole, sendSound, soundOf, TurnListener } from './turn-listener.ts';

/** A service against a local server of its vendor's protocol. */
export interface HearingBench {
  readonly service: HearingService;
  /** What the server got wrong against the protocol, in words. */
  readonly violations: readonly string[];
  /** Turns the server has begun: their sound. */
  sounds(): readonly Buffer[];
  close(): Promise<void>;
}

export type StartBench = (script: EarScript) => Promise<HearingBench>;

/** The turn of most cases: two sentences, each with its mark at the end. */
export const twoSentences: EarScript = {
  sentences: [
    { afterMs: 100, index: 1, text: '你好', ended: false },
    { afterMs: 200, index: 1, text: '你好，', ended: false },
    { afterMs: 300, index: 1, text: '你好，我在。', ended: true },
    { afterMs: 400, index: 2, text: '请说', ended: false },
    { afterMs: 10_000, index: 2, text: '请说吧！', ended: true },
  ],
};

/** What every service that opens a WebSocket for a turn has to do, whatever its vendor's words are. */
export function hearingCases(start: StartBench): void {
  const benches: HearingBench[] = [];
  const open = async (script: EarScript): Promise<HearingBench> => {
    const bench = await start(script);
    benches.push(bench);
    return bench;
  };
  const broken = (fault: Fault['does'], afterMs = 300): Promise<HearingBench> =>
    open({ ...twoSentences, fault: { afterMs, does: fault } });
  afterEach(async () => {
    for (const bench of benches.splice(0)) {
      await bench.service.close();
      await bench.close();
    }
  });

  test('partials come in order, each the whole text so far, then the final with its punctuation', async () => {
    const bench = await open(twoSentences);
    const { service, violations } = bench;
    const { partials, ends } = await hearWhole(service, 500);
    expect(violations).toEqual([]);
    expect(ends).toEqual([{ text: '你好，我在。请说吧！', confidence: expect.any(Number) }]);
    expect([...new Set(partials)].slice(0, 4)).toEqual(['你好', '你好，', '你好，我在。', '你好，我在。请说']);
    expect(bench.sounds().map((sound) => sound.equals(Buffer.from(soundOf(500).buffer)))).toEqual([true]);
  });

  test('sound that comes as it is spoken is heard while it comes', async () => {
    const { service, violations } = await open(twoSentences);
    const listener = new TurnListener();
    const turn = service.open({ language: 'cmn', hotwords: [] }, listener);
    sendSound(turn, soundOf(200));
    await listener.heard('你好');
    expect(listener.ends).toEqual([]);
    turn.finish();
    expect(await listener.end()).toMatchObject({ text: '你好，我在。请说吧！' });
    expect(violations).toEqual([]);
  });

  test('a turn without a sound ends with an empty text', async () => {
    const { service, violations } = await open({ sentences: [] });
    expect(await (await hearWhole(service, 0)).end()).toMatchObject({ text: '' });
    expect(violations).toEqual([]);
  });

  test('two turns at once do not mix', async () => {
    const bench = await open(twoSentences);
    const { service, violations } = bench;
    const heard = await Promise.all([hearWhole(service, 400), hearWhole(service, 440)]);
    expect(heard.map(({ ends }) => ends[0]?.text)).toEqual(['你好，我在。请说吧！', '你好，我在。请说吧！']);
    expect(
      bench
        .sounds()
        .map(({ length }) => length)
        .toSorted((one, other) => one - other),
    ).toEqual([6_400, 7_040]);
    expect(violations).toEqual([]);
  });

  test('a connection cut in mid-word fails once, and another try may succeed', async () => {
    const { service } = await broken('cut');
    const { ends, partials } = await hearWhole(service, 500);
    expect(partials).toContain('你好');
    expect(ends).toEqual([{ reason: 'the connection broke off', permanent: false }]);
  });

  test('a connection cut before it took a sound fails once', async () => {
    const { service } = await broken('cut', 0);
    const { ends } = await hearWhole(service, 500);
    expect(ends).toEqual([{ reason: 'the connection broke off', permanent: false }]);
  });

  test('a service that closes before its final fails', async () => {
    const { service } = await broken('goodbye');
    expect((await hearWhole(service, 500)).ends).toEqual([
      { reason: 'the service closed the connection with code 1000', permanent: false },
    ]);
  });

  test('garbage fails with a reason that repeats nothing of it', async () => {
    const { service } = await broken('garbage');
    const { ends } = await hearWhole(service, 500);
    expect(ends).toEqual([
      { reason: expect.stringMatching(/characters that are no message of its protocol$/), permanent: false },
    ]);
    expect(ends[0]?.reason).not.toContain('客户');
  });

  test('nobody there fails, and another try may succeed', async () => {
    const bench = await open(twoSentences);
    await bench.close();
    const { ends } = await hearWhole(bench.service, 100);
    expect(ends).toEqual([{ reason: expect.stringContaining('ECONNREFUSED'), permanent: false }]);
  });

  test('after close nothing is heard, before the connection stands and in mid-turn', async () => {
    const { service } = await open(twoSentences);
    const early = new TurnListener();
    service.open({ language: 'cmn', hotwords: [] }, early).close();
    const middle = new TurnListener();
    const turn = service.open({ language: 'cmn', hotwords: [] }, middle);
    sendSound(turn, soundOf(200));
    await middle.heard('你好');
    turn.close();
    const before = middle.partials.length;
    sendSound(turn, soundOf(200));
    turn.finish();
    await hearWhole(service, 500);
    expect([early.partials, early.ends, middle.partials.length, middle.ends]).toEqual([[], [], before, []]);
  });

  test('closing the service closes its turns', async () => {
    const { service } = await open(twoSentences);
    const listener = new TurnListener();
    const turn = service.open({ language: 'cmn', hotwords: [] }, listener);
    sendSound(turn, soundOf(200));
    await listener.heard('你好');
    await service.close();
    turn.finish();
    await hearWhole(service, 500);
    expect(listener.ends).toEqual([]);
  });
}
