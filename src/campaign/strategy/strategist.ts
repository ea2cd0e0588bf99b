import { endMsOfCampaign } from '../../contract/campaign-settings.ts';
import type { StrategyArm } from '../../contract/campaign-strategy.ts';
import type { LeadId, TenantId } from '../../contract/ids.ts';
import { ruleSetsOf, type GateRules } from '../../compliance/index.ts';
import type { Random } from '../../foundation/random.ts';
import { selectLeads } from '../../leads/index.ts';
import type { TenantTransaction } from '../../storage/index.ts';
import { timesOf } from '../another-time.ts';
import type { Campaign, CampaignTools } from '../campaign.ts';
import { regionOf } from '../numbers/region-of.ts';
import { drawAnswer, learnAnswers, unknownRates, type AnswerRates } from './answer-rates.ts';
import { lotOf } from './lot.ts';
import { contextAt, planPeople, type DuePerson } from './plan-people.ts';
import {
  isSteered,
  keepChoices,
  lockUnplanned,
  noteNumber,
  selectPlanned,
  selectTallies,
  type Unplanned,
} from './strategy-store.ts';
import { hourMs, timeSlots } from './time-slots.ts';

interface StrategistTools extends Pick<CampaignTools, 'database' | 'gate' | 'clock'> {
  readonly random: Random;
}

/** Looked at in one transaction. */
const pageSize = 2_000;
/** What was learnt is read again after that. */
const ratesLastMs = 300_000;
/** A dial holds its line for about so long, ringing and talk together. */
const secondsADial = 45;
/** A region nothing is known of. */
const nowhere = '–';

export const regionForLearning = (e164: string): string => regionOf(e164) ?? nowhere;

/** Sets the times of people whose next attempt is due, by what was learnt of answers, and says which number they are likely to answer. */
export class Strategist {
  readonly #tools: StrategistTools;
  readonly #rates = new Map<TenantId, { readonly rates: AnswerRates; readonly readAtMs: number }>();

  constructor(tools: StrategistTools) {
    this.#tools = tools;
  }

  /** Looks at people of a campaign who are due and were not looked at; how many. Those held out keep their place and time. */
  async plan(tenantId: TenantId, campaign: Campaign): Promise<number> {
    const { database, gate, clock } = this.#tools;
    const { campaignId, settings } = campaign;
    if (settings.strategy === 'off') return 0;
    const nowMs = clock.now();
    return database.withTenant(tenantId, async (db) => {
      const due = await lockUnplanned(db, campaignId, pageSize, nowMs);
      if (due.length === 0) return 0;
      const people = await this.#people(db, campaign, due, await ruleSetsOf(db, gate.platformRules));
      const { unplanned, byHour } = await selectPlanned(db, campaignId, nowMs);
      const times = planPeople({
        people,
        backlog: unplanned,
        slots: timeSlots({
          nowMs,
          dialsAnHour: Math.min(settings.callsPerSecond * 3_600, (settings.maxConcurrency * 3_600) / secondsADial),
          people: unplanned,
          planned: byHour,
          notFromMs: lastPlannedMs(campaign, nowMs),
          isOpen: (ms) => people.some((person) => person.isOpen(ms)),
        }),
        rates: await this.#ratesOf(db, tenantId),
        nowMs,
        random: this.#tools.random,
      });
      const choices = times.map(({ person: { leadId, attempt }, atMs, because }) => {
        const arm = armOf(campaign, leadId);
        return { leadId, attempt, arm, plannedForMs: arm === 'held-out' ? nowMs : atMs, because };
      });
      await keepChoices(db, campaignId, choices, nowMs);
      return choices.length;
    });
  }

  /** How likely a dial of that person is answered by the number it shows; undefined where the strategy does not steer it. */
  async rateOfNumbers(
    tenantId: TenantId,
    campaign: Campaign,
    { leadId, attempt, phone }: { readonly leadId: LeadId; readonly attempt: number; readonly phone: string },
  ): Promise<((number: string) => number) | undefined> {
    if (campaign.settings.strategy !== 'automatic') return undefined;
    const { database, clock, random } = this.#tools;
    return database.withTenant(tenantId, async (db) => {
      if (!(await isSteered(db, campaign.campaignId, leadId, attempt))) return undefined;
      const rates = await this.#ratesOf(db, tenantId);
      const { zone } = timesOf(phone, [], campaign.settings, []);
      const person = { region: regionForLearning(phone), zone, attempt };
      return (number) => drawAnswer(rates, contextAt(person, clock.now(), number), random);
    });
  }

  /** Keeps which number a steered dial shows, and why. */
  async shown(
    tenantId: TenantId,
    { campaignId }: Campaign,
    { leadId, attempt }: { readonly leadId: LeadId; readonly attempt: number },
    chosen: { readonly number: string; readonly because: string },
  ): Promise<void> {
    await this.#tools.database.withTenant(tenantId, (db) => noteNumber(db, campaignId, leadId, attempt, chosen));
  }

  async #people(
    db: TenantTransaction,
    { settings }: Campaign,
    due: readonly Unplanned[],
    ruleSets: readonly GateRules[],
  ): Promise<DuePerson[]> {
    const leads = await selectLeads(
      db,
      due.map(({ leadId }) => leadId),
    );
    // Whether a moment is open depends on the zone alone, of which a page has few.
    const openIn = new Map<string, (epochMs: number) => boolean>();
    return due.map(({ leadId, attempt, triedAtMs }) => {
      const phone = leads.get(leadId)?.phone ?? '';
      const { zone, isOpen } = timesOf(phone, triedAtMs, settings, ruleSets);
      const remembered = openIn.get(zone) ?? remembering(isOpen);
      openIn.set(zone, remembered);
      return { leadId, attempt, triedAtMs, zone, region: regionForLearning(phone), isOpen: remembered };
    });
  }

  async #ratesOf(db: TenantTransaction, tenantId: TenantId): Promise<AnswerRates> {
    const { clock } = this.#tools;
    const known = this.#rates.get(tenantId);
    if (known && clock.monotonicMs() - known.readAtMs < ratesLastMs) return known.rates;
    const rates = learnAnswers(unknownRates, await selectTallies(db, clock.now()), 1);
    this.#rates.set(tenantId, { rates, readAtMs: clock.monotonicMs() });
    return rates;
  }
}

function remembering(isOpen: (epochMs: number) => boolean): (epochMs: number) => boolean {
  const known = new Map<number, boolean>();
  return (ms) => {
    const open = known.get(ms) ?? isOpen(ms);
    known.set(ms, open);
    return open;
  };
}

function armOf({ campaignId, settings }: Campaign, leadId: LeadId): StrategyArm {
  if (lotOf(campaignId, leadId) < settings.holdOut) return 'held-out';
  return settings.strategy === 'automatic' ? 'steered' : 'advised';
}

/** From when on nothing is planned: the campaign has ended, or would, for it waits no longer. */
function lastPlannedMs({ settings }: Campaign, nowMs: number): number | null {
  const { endWhenOnlyWaitingBeyondMs: waitsMs } = settings;
  const ends = [endMsOfCampaign(settings), waitsMs === undefined ? null : nowMs + Math.max(waitsMs, hourMs / 12)];
  const known = ends.filter((ms) => ms !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
