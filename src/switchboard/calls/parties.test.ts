import { beforeEach, describe, expect, it } from 'vitest';
import type { CallLeg, MediaCommand } from '../../call/index.ts';
import { Parties } from './parties.ts';

let sent: MediaCommand[];
let told: { readonly kind: string }[];
let parties: Parties;

beforeEach(() => {
  sent = [];
  told = [];
  parties = new Parties({ send: (command) => void sent.push(command) }, (event) => void told.push(event));
});

const leg = (id: string): CallLeg & { isOver: boolean; holdsUs: boolean } => ({
  id,
  party: id.toUpperCase(),
  isUp: true,
  isOver: false,
  isOffered: false,
  holdsUs: false,
  canMove: true,
  identity: () => null,
  ring: () => undefined,
  accept: () => undefined,
  end: () => undefined,
  moveTo: () => undefined,
  sendDigits: () => undefined,
  heard: () => undefined,
});

/** What the mixer was told since it was asked last. */
const mixed = (): string[] =>
  sent.splice(0).map((command) => {
    if (command.kind === 'hear') return `${command.legId} hears ${command.voices.join(' ')}`.trim();
    if (command.kind === 'play-music') return `${command.legId} music ${command.music ?? 'off'}`;
    return command.kind;
  });

describe('the parties of a call', () => {
  it('are told of as they come and go, and the mixer of what became different, no more', () => {
    const [a, b, c] = [leg('a'), leg('b'), leg('c')];
    parties.add(a, 'caller');
    expect(mixed()).toEqual(['a hears']);
    parties.add(b, 'callee');
    expect(mixed()).toEqual(['a hears b', 'b hears a']);
    parties.refresh();
    expect(mixed()).toEqual([]);
    parties.add(c, 'listener', { watches: 'b' });
    expect(mixed()).toEqual(['c hears a b']);
    parties.remove(c, 'left');
    parties.remove(c, 'left');
    expect(mixed()).toEqual([]);
    expect(told.map(({ kind }) => kind)).toEqual(['party-joined', 'party-joined', 'party-joined', 'party-left']);
    expect(parties.members.map((party) => party.leg)).toEqual([a, b]);
  });

  it('change their role and are put on hold, each told once', () => {
    const [a, b] = [leg('a'), leg('b')];
    parties.add(a, 'caller');
    parties.add(b, 'callee');
    mixed();
    parties.change(a, { held: true });
    parties.change(a, { held: true });
    expect(mixed()).toEqual(['a hears', 'a music default', 'b hears']);
    expect(parties.describe().map(({ state }) => state)).toEqual(['held', 'talking']);
    parties.change(b, { role: 'agent', group: 1 });
    expect(parties.describe()[1]).toMatchObject({ as: 'agent', state: 'consulting' });
    parties.change(leg('x'), { held: true });
    expect(told.slice(2).map(({ kind }) => kind)).toEqual(['party-held', 'party-changed']);
  });

  it('take no music along into another call', () => {
    const [a, b] = [leg('a'), leg('b')];
    parties.add(a, 'caller');
    parties.add(b, 'callee');
    b.holdsUs = true;
    parties.refresh();
    mixed();
    parties.remove(a, 'was transferred');
    expect(mixed()).toContain('a music off');
    b.holdsUs = false;
    parties.add(leg('c'), 'callee', { group: 1 });
    mixed();
    b.isOver = true;
    parties.remove(b, 'hung up');
    expect(mixed()).not.toContain('b music off');
  });
});
