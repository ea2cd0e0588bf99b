import { randomUUID } from 'node:crypto';
import { orderedFlowSchema, type CallOrder } from '../../contract/call-order.ts';
import type { CallOutcome } from '../../contract/call-outcome.ts';
import type { CallRecord } from '../../contract/call-record.ts';
import { campaignSettingsSchema, type CampaignSettingsInput } from '../../contract/campaign-settings.ts';
import { listIdSchema, type AttemptId, type CampaignId, type TenantId } from '../../contract/ids.ts';
import type { PlaceCallAnswer, TrunkRoom } from '../../contract/live-calls.ts';
import { scriptDocumentSchema, type ScriptDocument } from '../../contract/script-document.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { seededRandom } from '../../foundation/random.ts';
import { attemptSent, type Gate } from '../../compliance/index.ts';
import { testGate, type TestGate } from '../../compliance/testing/test-gate.ts';
import type { TestDatabase } from '../../storage/testing/test-database.ts';
import type { DialTools } from '../dial-lead.ts';
import { createCampaign } from '../keep-campaign.ts';
import { NumberDesk } from '../numbers/number-desk.ts';
import { Strategist } from '../strategy/strategist.ts';
import { planRetryWhenCallEnds } from '../plan-retry-when-call-ends.ts';
import { startCampaign } from '../steer-campaign.ts';
import { DialerSteps, type DialerOptions } from '../run-dialer.ts';

const script = scriptDocumentSchema.parse({
  id: 'greeting',
  name: '问候',
  flows: { main: { kind: 'main', start: 'hello', nodes: { hello: { kind: 'end', say: '您好，{name}' } } } },
  patterns: { silence: { say: '您好？' }, noMatch: { say: '没听清' } },
});

const reminder = orderedFlowSchema.parse({
  name: 'reminder',
  version: 5,
  ivrs: [{ name: 'reminder', start: 'tell', nodes: { tell: { kind: 'hang-up', say: '{name}您好，明天有课。' } } }],
});

interface PublishedNow {
  readonly version: number;
  readonly document: ScriptDocument;
}

/** A live half that takes orders, keeps them, and lets the test say how each call ended. */
export class OrderBook {
  readonly orders: CallOrder[] = [];
  room: TrunkRoom = { freeLines: 100, usable: true, reason: null };
  answer: PlaceCallAnswer | Error = { accepted: true };

  async place(order: CallOrder): Promise<PlaceCallAnswer> {
    if (this.answer instanceof Error) throw this.answer;
    if (this.answer.accepted) this.orders.push(order);
    return this.answer;
  }

  trunkRoom(): TrunkRoom {
    return this.room;
  }

  /** Who was dialed since the last time this was asked. */
  takeOrders(): CallOrder[] {
    return this.orders.splice(0);
  }
}

/** A tenant with people, a script on the shelf, a gate and a dialer: campaigns without a telephone. */
export class CampaignBench {
  readonly database: TestDatabase;
  readonly tenantId: TenantId;
  readonly gate: TestGate;
  readonly book = new OrderBook();
  readonly random = seededRandom(1);
  readonly scripts: { published: () => Promise<PublishedNow>; version: () => Promise<ScriptDocument> } = {
    published: async () => ({ version: 3, document: script }),
    version: async () => script,
  };

  constructor(database: TestDatabase, tenantId: TenantId, gate: Partial<Gate> = {}) {
    this.database = database;
    this.tenantId = tenantId;
    this.gate = testGate(database, gate);
  }

  readonly flows = {
    flow: async (_: TenantId, name: string) => (name === reminder.name ? reminder : null),
  };

  get clock(): TestGate['clock'] {
    return this.gate.clock;
  }

  get tools(): DialerOptions & { canHearSpeech: boolean } {
    const { database, gate, clock, scripts, flows, book: liveCalls } = this;
    return {
      database,
      gate,
      clock,
      scripts,
      flows,
      liveCalls,
      logger: silentLogger,
      random: this.random,
      canHearSpeech: true,
    };
  }

  get dialTools(): DialTools {
    const [numbers, strategist] = [new NumberDesk(this.tools), new Strategist(this.tools)];
    return { ...this.tools, reach: () => undefined, numbers, strategist };
  }

  /** A list of people who all consented, in the order of their numbers. */
  async list(...phones: string[]): Promise<string> {
    const listId = listIdSchema.parse(randomUUID());
    await this.database.withTenant(this.tenantId, async (db) => {
      await db.insertInto('contact_lists').values({ id: listId, name: listId }).execute();
      const rows = phones.map((phone, index) => ({
        id: randomUUID(),
        list_id: listId,
        phone_e164: phone,
        name: `P${index}`,
        attributes: JSON.stringify({ city: '北京' }),
        grade: null,
        import_id: null,
        source_line: index + 2,
      }));
      if (rows.length > 0) await db.insertInto('leads').values(rows).execute();
    });
    await this.gate.consentOf(this.tenantId, ...phones);
    return listId;
  }

  settings(listId: string, given: Partial<CampaignSettingsInput> = {}): CampaignSettingsInput {
    return {
      name: '春季',
      listId,
      scriptId: 'greeting',
      trunk: 'main',
      callerNumbers: ['+861088886666', '+861088886667'],
      callsPerSecond: 100,
      retry: { busy: { max: 2, afterMs: 600_000 }, interrupted: { max: 1, afterMs: 600_000 } },
      ...given,
    };
  }

  /** A campaign that has started. */
  async start(phones: string[], given: Partial<CampaignSettingsInput> = {}): Promise<CampaignId> {
    const settings = campaignSettingsSchema.parse(this.settings(await this.list(...phones), given));
    const campaignId = await createCampaign(this.tools, this.tenantId, settings);
    const answer = await startCampaign(this.tools, this.tenantId, campaignId);
    if (!answer.started) throw new Error(JSON.stringify(answer.refusals));
    return campaignId;
  }

  dialer(given: Partial<DialerOptions> = {}): DialerSteps {
    return new DialerSteps({ ...this.tools, ...given });
  }

  /** One step of a dialer, to its end; what became of each claimed lead. */
  async step(dialer: DialerSteps): Promise<string[]> {
    return Promise.all(await dialer.begin());
  }

  /** Plays a dialed call to its end through the reaction, as often as `times`. */
  async end(order: CallOrder, outcome: CallOutcome, given: Partial<CallRecord> = {}, times = 1): Promise<void> {
    await this.sent(order);
    const record = {
      callId: order.callId,
      tenantId: order.tenantId,
      attemptId: order.attemptId,
      outcome,
      campaignId: order.campaignId,
      leadId: order.leadId,
      callee: order.destination.kind === 'trunk' ? order.destination.callee : '',
      caller: order.destination.caller,
      answeredAtMs: null,
      answeredBy: null,
      startedAtMs: this.clock.now(),
      endedAtMs: this.clock.now(),
      doNotCall: false,
      callBack: null,
      grade: null,
      ...given,
    } as CallRecord;
    await this.react(record, times);
  }

  async sent(order: CallOrder): Promise<boolean> {
    const at = { database: this.database, nowMs: this.clock.now() };
    return attemptSent(at, order.attemptId as AttemptId, order.callId);
  }

  async react(record: CallRecord, times = 1): Promise<void> {
    const reaction = planRetryWhenCallEnds(async () => record, this.gate);
    for (let time = 0; time < times; time++)
      await reaction.react(
        { factId: randomUUID(), kind: 'call-ended', tenantId: this.tenantId, subjectId: record.callId },
        this.database,
      );
  }

  /** Everybody's state in a campaign, in list order, with what holds them. */
  async people(campaignId: CampaignId) {
    return this.database.withTenant(this.tenantId, (db) =>
      db
        .selectFrom('campaign_leads')
        .select(['state', 'attempts', 'last_outcome', 'refused_by', 'grade', 'next_attempt_at', 'call_back', 'lead_id'])
        .where('campaign_id', '=', campaignId)
        .orderBy('ordinal')
        .execute(),
    );
  }

  async attempts(campaignId: CampaignId) {
    return this.database.withTenant(this.tenantId, (db) =>
      db
        .selectFrom('attempts')
        .select(['id', 'state', 'outcome', 'lead_id'])
        .where('campaign_id', '=', campaignId)
        .orderBy('reserved_at')
        .execute(),
    );
  }
}
