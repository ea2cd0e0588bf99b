import { describe, expect, it } from 'vitest';
import { relayWherePossible, type RelayLeg } from './relay-legs.ts';

/** A leg that hears those named, and could have its packets from `relayable`. */
class FakeLeg implements RelayLeg<FakeLeg> {
  relayedFrom: FakeLeg | null = null;
  readonly row: { hears(leg: FakeLeg): boolean };
  onward: string | null = null;
  heard = false;
  relayed = true;
  readonly name: string;

  constructor(name: string, hears: readonly string[]) {
    this.name = name;
    this.row = { hears: (leg) => hears.includes(leg.name) };
  }

  relayTo(onward: FakeLeg | null, heard: boolean): void {
    this.onward = onward?.name ?? null;
    this.heard = heard;
  }

  setRelayed(relayed: boolean): void {
    this.relayed = relayed;
  }
}

function call(rows: Readonly<Record<string, readonly string[]>>, relayable: readonly string[], recorded = false) {
  const legs = new Map(Object.entries(rows).map(([name, hears]) => [name, new FakeLeg(name, hears)]));
  for (const leg of legs.values()) {
    const [sole, ...others] = rows[leg.name]!;
    if (relayable.includes(leg.name) && others.length === 0) leg.relayedFrom = legs.get(sole!) ?? null;
  }
  relayWherePossible(legs, recorded);
  return [...legs.values()].map(({ name, onward, heard, relayed }) => ({ name, onward, heard, relayed }));
}

describe('legs of a call', () => {
  it('get one another’s packets where each hears the other alone', () => {
    expect(call({ a: ['b'], b: ['a'] }, ['a', 'b'])).toEqual([
      { name: 'a', onward: 'b', heard: false, relayed: true },
      { name: 'b', onward: 'a', heard: false, relayed: true },
    ]);
  });

  it('are heard beside it by a recording and by who listens', () => {
    expect(call({ a: ['b'], b: ['a'] }, ['a', 'b'], true).map(({ heard }) => heard)).toEqual([true, true]);
    expect(call({ a: ['b'], b: ['a'], c: ['a', 'b'] }, ['a', 'b', 'c'])).toEqual([
      { name: 'a', onward: 'b', heard: true, relayed: true },
      { name: 'b', onward: 'a', heard: true, relayed: true },
      { name: 'c', onward: null, heard: false, relayed: false },
    ]);
  });

  it('give their packets to one leg, and their sound to every other that hears them', () => {
    expect(call({ a: [], b: ['a'], c: ['a'] }, ['b', 'c'])).toEqual([
      { name: 'a', onward: 'b', heard: true, relayed: false },
      { name: 'b', onward: null, heard: false, relayed: true },
      { name: 'c', onward: null, heard: false, relayed: false },
    ]);
  });

  it('are mixed where a leg cannot take packets', () => {
    expect(call({ a: ['b'], b: ['a'] }, ['b']).map(({ onward, heard, relayed }) => [onward, heard, relayed])).toEqual([
      ['b', false, false],
      [null, true, true],
    ]);
  });
});
