import type { CallStory, CallLeg, MediaPort } from '../../call/index.ts';
import type { PartyRole } from '../../contract/call-event.ts';
import type { LiveParty } from '../../contract/live-calls.ts';
import { hearing, type HearingRow, type Listener } from './hearing.ts';

/** Somebody who is in a call. */
export interface Party extends Omit<Listener, 'legId' | 'holdsUs'> {
  readonly leg: CallLeg;
}

const sameRow = (one: HearingRow, other: HearingRow | undefined): boolean =>
  other !== undefined &&
  one.voices.join() === other.voices.join() &&
  one.prompts.join() === other.prompts.join() &&
  one.music === other.music;

/** Who is in a call, and who of them hears whom. Changes are told, and the mixer hears of what became different. */
export class Parties {
  #list: readonly Party[] = [];
  readonly #rows = new Map<string, HearingRow>();
  readonly #media: Pick<MediaPort, 'send'>;
  readonly #tell: CallStory['tell'];
  readonly #music: string;

  constructor(media: Pick<MediaPort, 'send'>, tell: CallStory['tell'], music = 'default') {
    this.#media = media;
    this.#tell = tell;
    this.#music = music;
  }

  get list(): readonly Party[] {
    return this.#list;
  }

  /** Those who talk: supervisors are none of them. */
  get members(): readonly Party[] {
    return this.#list.filter(({ role }) => role !== 'listener' && role !== 'whisperer');
  }

  of(leg: CallLeg): Party | undefined {
    return this.#list.find((party) => party.leg === leg);
  }

  byId(legId: string): Party | undefined {
    return this.#list.find(({ leg }) => leg.id === legId);
  }

  /** `known`: it was told before that it is there. */
  add(
    leg: CallLeg,
    role: PartyRole,
    { known = false, ...more }: Partial<Pick<Party, 'group' | 'watches'>> & { readonly known?: boolean } = {},
  ): void {
    this.#list = [...this.#list, { leg, role, group: 0, held: false, watches: null, ...more }];
    if (!known) this.#tell({ kind: 'party-joined', leg: leg.id, party: leg.party, as: role });
    this.refresh();
  }

  remove(leg: CallLeg, reason: string): void {
    if (!this.of(leg)) return;
    this.#list = this.#list.filter((party) => party.leg !== leg);
    // It may go on in another call, which knows nothing of what it heard in this one.
    if (this.#rows.get(leg.id)?.music && !leg.isOver)
      this.#media.send({ kind: 'play-music', legId: leg.id, music: null });
    this.#rows.delete(leg.id);
    this.#tell({ kind: 'party-left', leg: leg.id, party: leg.party, reason });
    this.refresh();
  }

  change(leg: CallLeg, patch: Partial<Omit<Party, 'leg'>>): void {
    const before = this.of(leg);
    if (!before) return;
    this.#list = this.#list.map((party) => (party.leg === leg ? { ...party, ...patch } : party));
    const about = { leg: leg.id, party: leg.party };
    if (patch.role !== undefined && patch.role !== before.role)
      this.#tell({ kind: 'party-changed', ...about, as: patch.role });
    if (patch.held !== undefined && patch.held !== before.held)
      this.#tell({ kind: 'party-held', ...about, on: patch.held });
    this.refresh();
  }

  /** Whoever is alone in a consultation comes back to the others. */
  regroup(): void {
    const { members } = this;
    for (const { leg, group } of members)
      if (group !== 0 && members.filter((other) => other.group === group).length === 1) this.change(leg, { group: 0 });
    if (this.members.every(({ group }) => group !== 0))
      for (const { leg } of this.members) this.change(leg, { group: 0 });
  }

  /** Tells the mixer who hears whom where that has changed. */
  refresh(): void {
    const listeners = this.#list.map((party): Listener => ({
      ...party,
      legId: party.leg.id,
      holdsUs: party.leg.holdsUs,
    }));
    for (const row of hearing(listeners)) {
      const before = this.#rows.get(row.legId);
      if (sameRow(row, before)) continue;
      const { legId, voices, prompts, music } = row;
      this.#rows.set(legId, row);
      this.#media.send({ kind: 'hear', legId, voices, prompts });
      if (music !== (before?.music ?? false))
        this.#media.send({ kind: 'play-music', legId, music: music ? this.#music : null });
    }
  }

  /** Everybody, and after them those who ring. */
  describe(ringing: Iterable<CallLeg> = []): readonly LiveParty[] {
    const inside = this.#list.map(({ leg, role, group, held }): LiveParty => ({
      leg: leg.id,
      party: leg.party,
      as: role,
      state: held ? 'held' : group === 0 ? 'talking' : 'consulting',
    }));
    const asked = [...ringing].map(({ id: leg, party }): LiveParty => ({ leg, party, as: 'callee', state: 'ringing' }));
    return [...inside, ...asked];
  }
}
