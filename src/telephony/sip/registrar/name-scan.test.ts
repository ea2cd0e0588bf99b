import { expect, it } from 'vitest';
import { NameScan } from './name-scan.ts';

const ask = (scan: NameScan, count: number, nowMs = 0, from = 0): unknown[] =>
  Array.from({ length: count }, (_, index) => scan.asked('h', String(from + index), nowMs)).filter(Boolean);

it('fifteen users without a proof are a scan, told once a minute', () => {
  const scan = new NameScan();
  expect(ask(scan, 14)).toEqual([]);
  expect(ask(scan, 14)).toEqual([]);
  expect(ask(scan, 40)).toEqual([{ host: 'h', names: 15 }]);
  expect(ask(scan, 40, 60_000)).toEqual([{ host: 'h', names: 15 }]);
});

it('an office of many telephones that prove themselves is none', () => {
  const scan = new NameScan();
  for (let round = 0; round < 10; round++) {
    expect(ask(scan, 10, round, round * 10)).toEqual([]);
    scan.proved('h');
  }
});

it('slow askers and forgotten sources are none', () => {
  const scan = new NameScan();
  for (let user = 0; user < 60; user++) expect(scan.asked('h', String(user), user * 10_000)).toBeNull();
  ask(scan, 14, 700_000);
  for (let host = 0; host < 6_000; host++) scan.asked(`host ${host}`, 'a', 700_000);
  expect(scan.asked('h', 'one more', 700_000)).toBeNull();
});
