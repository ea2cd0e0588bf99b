import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asked, guessedWrong, newSource, proved, sourceLimits, type SourceLimits } from './source-guard.ts';
import { sourceKey, SourceTable } from './source-table.ts';

const limits: SourceLimits = {
  ...sourceLimits,
  burst: 4,
  perSecond: 2,
  failures: 3,
  failureForgottenAfterMs: 10_000,
  banMs: 1_000,
  longestBanMs: 3_000,
  hosts: 3,
};

describe('a source', () => {
  it('is served its burst, then as fast as it is forgiven', () => {
    let record = newSource(limits, 0);
    const served = (nowMs: number): boolean => {
      const step = asked(record, limits, nowMs);
      record = step.record;
      return step.served;
    };
    expect([0, 0, 0, 0, 0, 499, 500, 500].map(served)).toEqual([true, true, true, true, false, false, true, false]);
  });

  it('that proves itself costs nothing in the end', () => {
    let record = newSource(limits, 0);
    for (let registration = 0; registration < 100; registration++) {
      const challenge = asked(record, limits, 0);
      const answer = asked(challenge.record, limits, 0);
      expect([challenge.served, answer.served]).toEqual([true, true]);
      record = proved(answer.record, limits, 0);
    }
    expect(record.tokens).toBe(limits.burst);
  });

  it('is banned at its third wrong guess, twice as long each time, and forgiven after a long rest', () => {
    let record = newSource(limits, 0);
    const bans = [0, 0, 0, 2_000, 2_000, 2_000, 9_000, 9_000, 9_000, 16_000, 16_000, 16_000].map((nowMs) => {
      const step = guessedWrong(record, limits, nowMs);
      record = step.record;
      return step.banForMs;
    });
    expect(bans).toEqual([0, 0, 1_000, 0, 0, 2_000, 0, 0, 1_000, 0, 0, 1_000]);
    expect(asked(record, limits, 16_500).served).toBe(false);
    expect(asked(record, limits, 17_001).served).toBe(true);
  });

  it('is not banned for a wrong guess now and then', () => {
    let record = newSource(limits, 0);
    for (let guess = 1; guess <= 100; guess++) {
      const step = guessedWrong(record, limits, guess * 10_000);
      expect(step.banForMs).toBe(0);
      record = step.record;
    }
  });

  it('is never served more than burst and rate allow, whenever it asks', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(700), { maxLength: 100 }), (gaps) => {
        let record = newSource(limits, 0);
        let nowMs = 0;
        let served = 0;
        for (const gap of gaps) {
          nowMs += gap;
          const step = asked(record, limits, nowMs);
          record = step.record;
          if (step.served) served++;
        }
        expect(served).toBeLessThanOrEqual(limits.burst + (nowMs / 1_000) * limits.perSecond + 1e-6);
      }),
    );
  });
});

describe('sourceKey()', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:0:1::5', '2001:db8:0:1::/64'],
    ['2001:0DB8:0000:0001:a:b:c:d', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['pbx.example', 'pbx.example'],
  ])('counts %s as %s', (host, key) => {
    expect(sourceKey(host)).toBe(key);
  });
});

describe('SourceTable', () => {
  const guessTillBanned = (table: SourceTable, host: string, nowMs: number): unknown[] =>
    [1, 2, 3].map(() => table.guessedWrong(host, nowMs));

  it('bans a host and no other, and tells once', () => {
    const table = new SourceTable(limits);
    expect(guessTillBanned(table, '10.0.0.1', 0)).toEqual([
      null,
      null,
      { host: '10.0.0.1', forMs: 1_000, earlierBans: 0 },
    ]);
    expect(table.guessedWrong('10.0.0.1', 0)).toBeNull();
    expect([table.isBanned('10.0.0.1', 999), table.isBanned('10.0.0.1', 1_000)]).toEqual([true, false]);
    expect([table.isBanned('10.0.0.2', 0), table.serves('10.0.0.2', 0)]).toEqual([false, true]);
    expect(table.serves('10.0.0.1', 500)).toBe(false);
  });

  it('keeps its bans while a flood of other addresses passes, within its bounds', () => {
    const table = new SourceTable({ ...limits, banMs: 1_000_000, longestBanMs: 1_000_000 });
    guessTillBanned(table, '10.0.0.1', 0);
    for (let flood = 0; flood < 1_000; flood++) table.serves(`172.16.${flood >> 8}.${flood & 255}`, flood);
    expect(table.isBanned('10.0.0.1', 2_000)).toBe(true);
    expect(table.size).toBe(4);
  });

  it('has defaults under which an office of 100 phones registers at once and a guesser does not come far', () => {
    const table = new SourceTable();
    for (let request = 0; request < 200; request++) expect(table.serves('192.0.2.1', 0)).toBe(true);
    for (let phone = 0; phone < 100; phone++) table.proved('192.0.2.1', 0);
    expect(table.serves('192.0.2.1', 0)).toBe(true);
    const bans = Array.from({ length: 10 }, () => table.guessedWrong('192.0.2.2', 0));
    expect(bans.findIndex((ban) => ban !== null)).toBe(9);
  });
});
