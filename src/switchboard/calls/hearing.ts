import type { PartyRole } from '../../contract/call-event.ts';

/** A party as the mixer sees it. */
export interface Listener {
  readonly legId: string;
  readonly role: PartyRole;
  /** Those of one group hear one another: 0 is the call's own, a consultation has another. */
  readonly group: number;
  /** Put on hold by somebody else: hears music, is heard by nobody. */
  readonly held: boolean;
  /** Its own telephone has put us on hold. */
  readonly holdsUs: boolean;
  /** Whom a supervisor listens to, and a whisperer speaks to. */
  readonly watches: string | null;
}

/** What a leg hears: the voices of others, what is played to others, and music where nobody is there to be heard. */
export interface HearingRow {
  readonly legId: string;
  readonly voices: readonly string[];
  readonly prompts: readonly string[];
  readonly music: boolean;
}

const isSupervisor = ({ role }: Listener): boolean => role === 'listener' || role === 'whisperer';
const isHeard = (party: Listener): boolean => !isSupervisor(party) && !party.held && !party.holdsUs;

/**
 * Who hears whom. Members hear the others of their group; a supervisor hears all that the one he watches says and hears,
 * and a whisperer is heard by that one alone. Whoever waits for the others hears music, but for those who wait for one whom
 * they have put on hold: they know, and hear nothing.
 */
export function hearing(parties: readonly Listener[]): readonly HearingRow[] {
  return parties.map((party) => (isSupervisor(party) ? supervisorRow(party, parties) : memberRow(party, parties)));
}

function memberRow(party: Listener, parties: readonly Listener[]): HearingRow {
  const { legId } = party;
  const whisperers = parties.filter(({ role, watches }) => role === 'whisperer' && watches === legId);
  const others = parties.filter((other) => other !== party && !isSupervisor(other));
  const mates = others.filter((other) => other.group === party.group);
  const voices = party.held ? [] : mates.filter(isHeard);
  const waits = party.held || (voices.length === 0 && others.length > 0 && !mates.some(({ held }) => held));
  return { legId, voices: [...voices, ...whisperers].map((one) => one.legId), prompts: [], music: waits };
}

function supervisorRow(party: Listener, parties: readonly Listener[]): HearingRow {
  const { legId, watches } = party;
  const watched = parties.find((other) => other.legId === watches);
  const group = parties.filter((other) => other.group === (watched?.group ?? 0) && isHeard(other));
  const legIds = group.map((one) => one.legId);
  return { legId, voices: legIds, prompts: legIds, music: false };
}
