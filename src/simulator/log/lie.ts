import type { CallLog } from '../messages.ts';

/** Makes one statement about one finished conversation false, so that whoever compares can show that it would notice. */
export function withOneLie(calls: readonly CallLog[]): readonly CallLog[] {
  const liedAbout = calls.find(({ answeredAt, endedAt, said }) => answeredAt && endedAt && said.length > 0);
  return calls.map((call) =>
    call === liedAbout
      ? {
          ...call,
          truth: {
            ...call.truth,
            hungUpBy: call.truth.hungUpBy === 'robot' ? 'customer' : 'robot',
            keysPressed: '9999',
          },
        }
      : call,
  );
}
