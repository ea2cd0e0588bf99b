import { allows } from '../../accounts/index.ts';
import type { ApiScope } from '../../contract/api-scope.ts';
import type { CallEvent } from '../../contract/call-event.ts';
import type { CtiAgent } from '../../contract/cti.ts';
import { callIdSchema, tenantIdSchema, type CallId, type TenantId } from '../../contract/ids.ts';
import type { CommandInitiator, LiveCall, LiveParty } from '../../contract/live-calls.ts';
import type { CommandAnswer, SwitchboardCommand } from '../../contract/switchboard-command.ts';
import type { ApiDoors } from '../api-doors.ts';

type Cti = ApiDoors['cti'];

export const houseA = tenantIdSchema.parse('00000000-0000-4000-8000-00000000000a');
export const houseB = tenantIdSchema.parse('00000000-0000-4000-8000-00000000000b');
export const callIdOf = (ordinal: number): CallId =>
  callIdSchema.parse(`n1-00000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`);

/** A switchboard of values: what was asked of it is kept, what happens in it is told by the test. */
export interface FakeCti extends Cti {
  readonly asked: {
    readonly tenantId: TenantId;
    readonly command: SwitchboardCommand;
    readonly by: CommandInitiator;
  }[];
  /** What the next commands are answered with; ok without. */
  readonly answers: CommandAnswer[];
  /** Puts a call of a house in the air, as it is from now on. */
  put(
    tenantId: TenantId,
    callId: CallId,
    change: { readonly caller?: string; readonly parties?: readonly LiveParty[] },
  ): void;
  over(callId: CallId): void;
  tell(tenantId: TenantId, event: CallEvent): void;
  tellAgent(tenantId: TenantId, agent: CtiAgent): void;
}

export function fakeCti(): FakeCti {
  const inTheAir = new Map<CallId, LiveCall>();
  const events = new Set<Parameters<Cti['events']>[0]>();
  const changes = new Set<Parameters<Cti['agentChanges']>[0]>();
  const asked: FakeCti['asked'] = [];
  const answers: CommandAnswer[] = [];
  return {
    asked,
    answers,
    async command(tenantId, command, by) {
      asked.push({ tenantId, command, by });
      await Promise.resolve();
      const placed = command.kind === 'originate' ? { callId: callIdOf(asked.length) } : {};
      return answers.shift() ?? { ok: true, ...placed };
    },
    calls: (tenantId) => [...inTheAir.values()].filter((call) => call.tenantId === tenantId),
    call(tenantId, callId) {
      const call = inTheAir.get(callId);
      return call?.tenantId === tenantId ? call : null;
    },
    agents: async (tenantId) =>
      tenantId === houseA ? [{ seat: 'amy', state: 'ready', reason: null, sinceMs: null }] : [],
    events(listener) {
      events.add(listener);
      return () => events.delete(listener);
    },
    agentChanges(listener) {
      changes.add(listener);
      return () => changes.delete(listener);
    },
    put(tenantId, callId, { caller = '+8613812345678', parties = [] }) {
      inTheAir.set(callId, {
        callId,
        tenantId,
        campaignId: null,
        leadId: null,
        callee: '801',
        caller,
        direction: 'inbound',
        trunk: null,
        state: 'talking',
        startedAtMs: 1,
        answeredAtMs: 2,
        parties,
      });
    },
    over: (callId) => void inTheAir.delete(callId),
    tell: (tenantId, event) => events.forEach((listener) => listener(tenantId, event)),
    tellAgent: (tenantId, agent) => changes.forEach((listener) => listener(tenantId, agent)),
  };
}

/** An API over a fake switchboard: keys are `wk_a:calls:read,…` of house A and `wk_b:…` of house B, unless revoked. */
export function doorsWith(cti: Cti): ApiDoors & { readonly revoked: Set<string>; readonly guessed: string[] } {
  const revoked = new Set<string>();
  const guessed: string[] = [];
  const unused = (): never => {
    throw new Error('not a door of this test');
  };
  return {
    revoked,
    guessed,
    cti,
    queues: unused,
    signIn: unused,
    async session(token) {
      const [, house, scopes] = /^wk_([ab]):(.*)$/.exec(token) ?? [];
      if (scopes === undefined || revoked.has(token)) return null;
      const tenantId = house === 'a' ? houseA : houseB;
      return {
        kind: 'api-key',
        tenantId,
        tenant: house ?? '',
        user: `crm-${house}`,
        role: 'api-key',
        may: (action) =>
          allows({ kind: 'api-key', tenantId, keyId: '', name: '', scopes: scopes.split(',') as ApiScope[] }, action),
      };
    },
    signOut: unused,
    campaigns: unused,
    createCampaign: unused,
    copyCampaign: unused,
    strategy: unused,
    numbers: unused,
    markNumber: unused,
    board: unused,
    act: unused,
    calls: unused,
    call: unused,
    recording: unused,
    liveEvents: unused,
    alerts: unused,
    acknowledgeAlert: unused,
    liveAlerts: unused,
    keysGuessed: (address) => void guessed.push(address),
    speechEngines: { table: unused, say: unused },
    voicemails: { boxes: unused, list: unused, sound: unused, mark: unused },
    scripts: {
      list: unused,
      page: unused,
      document: unused,
      diff: unused,
      save: unused,
      step: unused,
      experiments: unused,
      takeWinner: unused,
      rollBack: unused,
      takeOut: unused,
      bringIn: unused,
      record: unused,
      cases: unused,
      keepCases: unused,
      lineToHear: unused,
    },
    tuning: {
      misunderstood: unused,
      assign: unused,
      ignore: unused,
      effects: unused,
      report: unused,
      reportPage: unused,
    },
    speech: { board: unused, set: unused, usage: unused },
    maskPhone: (text) => text.replace(/\d{7,}/g, (digits) => `****${digits.slice(-4)}`),
  };
}
