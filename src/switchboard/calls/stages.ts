import { startTalk, type MediaEvent } from '../../call/index.ts';
import type { Seat } from '../../contract/lines-document.ts';
import type { LinesDocument } from '../../contract/lines-document.ts';
import { messageOf } from '../../foundation/errors.ts';
import { prepareIvrs, type CompiledIvr } from '../ivr/compiled-ivr.ts';
import type { IvrLeading, IvrPorts } from '../ivr/ivr-ports.ts';
import { runIvr } from '../ivr/run-ivr.ts';
import type { AgentAnswers, AgentOffer } from '../queue/queue-calls.ts';
import type { QueueDesk } from '../queue/queue-desk.ts';
import { waitInQueue, type QueuePorts } from '../queue/wait-in-queue.ts';
import { listenToBox } from '../voicemail/listen-to-box.ts';
import { takeMessage } from '../voicemail/take-message.ts';
import type { ExtensionWishes } from './extension-wishes.ts';
import type { HouseCall } from './house-call.ts';
import { phonesOf, shownCaller, type LeadParts, type MakeStage } from './lead-call.ts';
import type { Asker, Lead } from './lead.ts';
import { ringTelephones, type RingTarget } from './ring-telephones.ts';
import { sayAndEnd } from './say-and-end.ts';
import { scriptForCaller, type ScriptsForCallers } from './script-for-caller.ts';
import type { Stage, StageLine, StageResult } from './stage.ts';

export interface StageParts extends ScriptsForCallers {
  readonly desk: QueueDesk;
  readonly fetch: IvrPorts['fetch'];
  readonly registrar: LeadParts['registrar'];
  readonly wishes: ExtensionWishes;
}

/** Documents give their targets a way outside; nobody's own right is asked. */
const byDocument: Asker = { initiator: 'forward', extension: null };

const compiled = new WeakMap<LinesDocument, ReadonlyMap<string, CompiledIvr>>();

/** The flow as the document of this call has it: a call keeps the one it began with. */
function flowOf(lines: LinesDocument, name: string): CompiledIvr | undefined {
  const flows = compiled.get(lines) ?? prepareIvrs(lines, 0);
  compiled.set(lines, flows);
  return flows.get(name);
}

/** A caller whom a flow served to its end was not left alone by it, but where nobody took him whom it led on. */
const served = ({ taken, reason }: StageResult): StageResult => ({
  taken: taken || reason !== 'transfer-failed',
  reason,
});

/** What speaks to the first party of a call: flows, queues, boxes, robots, and the answers to feature codes. */
export function stageFor(parts: StageParts, call: HouseCall, to: Lead): MakeStage | null {
  switch (to.kind) {
    case 'ivr': {
      const flow = flowOf(call.order.house.lines, to.ivr);
      return flow ? (line, done) => runIvr(line, flow, ivrPorts(parts, call), (result) => done(served(result))) : null;
    }
    case 'queue': {
      const { queue, priority, skills } = to;
      return (line, done) => waitInQueue(line, { queue, priority, skills }, parts.desk, queuePorts(parts, call), done);
    }
    case 'voicemail':
      return (line, done) => takeMessage(line, { box: to.box, maxMs: call.carried.recordForMs ?? null }, done);
    case 'own-voicemail':
      return (line, done) => listenToBox(line, { box: to.box }, done);
    case 'wish':
      return (line, done) => sayAndEnd(line, wished(parts, line, to.wish), done);
    case 'agent':
      return (line, done) => sayAndEnd(line, agentSays(parts, line, to.state), done);
    case 'robot':
      return (line, done) => robot(parts, call, line, to, done);
    default:
      return null;
  }
}

function wished({ wishes }: StageParts, line: StageLine, wish: Extract<Lead, { kind: 'wish' }>['wish']): string {
  const own = line.house.lines.extensions.find(({ name }) => name === line.caller);
  const { forwardTo, doNotDisturb } = wishes.wish(line.tenantId, line.caller, wish, own?.doNotDisturb ?? false);
  if (wish.kind === 'do-not-disturb') return doNotDisturb === true ? '免打扰已开启。' : '免打扰已关闭。';
  return forwardTo === null ? '呼叫转移已取消。' : `呼叫将转移到${forwardTo.split('').join(' ')}。`;
}

function agentSays({ desk }: StageParts, line: StageLine, state: 'ready' | 'paused' | 'offline'): string {
  const queues = desk.of(line.tenantId);
  const seat = queues.seatAt(line.caller);
  if (seat === null) return '本分机没有坐席。';
  const now = queues.agents().find((agent) => agent.seat === seat)?.state;
  if (state === 'offline') {
    queues.signOut(seat);
    return '坐席已签出。';
  }
  if (state === 'paused' && now !== 'paused') {
    queues.pause(seat, 'by telephone');
    return '坐席已置忙。';
  }
  if (now === 'offline') queues.signIn(seat);
  else queues.ready(seat);
  return '坐席已就绪。';
}

function ivrPorts(parts: StageParts, call: HouseCall): IvrPorts {
  return {
    fetch: parts.fetch,
    leadTo: (leading, ended) => leadFromFlow(parts, call, leading, ended),
  };
}

async function keepCallBack(
  desk: QueueDesk,
  { tenantId, callId }: Pick<StageLine, 'tenantId' | 'callId'>,
  { queue, number }: Extract<IvrLeading['target'], { readonly kind: 'call-back' }>,
): Promise<StageResult> {
  try {
    const taken = await desk.of(tenantId).writeCallBack({ callId, queue, number });
    return { taken, reason: taken ? '' : 'not-kept' };
  } catch (error) {
    return { taken: false, reason: messageOf(error) };
  }
}

/** Gives the first party of a call to somebody else, as a flow wants it. The returned function takes it away from there. */
export function leadFromFlow(
  { desk }: Pick<StageParts, 'desk'>,
  call: HouseCall,
  { target, ringForMs, recordForMs, card, variables }: IvrLeading,
  ended: (result: StageResult) => void,
): () => void {
  let over = false;
  const end = (result: StageResult): void => {
    if (over) return;
    over = true;
    ended(result);
  };
  if (target.kind === 'call-back') {
    void keepCallBack(desk, call, target).then(end);
    call.tell({ kind: 'call-back-asked', wantedAtMs: null, reason: 'asked for in the flow' });
    return () => {
      over = true;
    };
  }
  call.carries({ card, ringForMs, recordForMs, variables });
  const stage = call.lead(target, byDocument, {
    taken: () => undefined,
    done: ({ taken, reason }) => end({ taken, reason }),
  });
  return () => {
    over = true;
    stage.stop();
  };
}

/** An agent's telephones: those of its extension, or its own address. */
export function seatTargets(
  parts: Pick<StageParts, 'registrar'>,
  call: HouseCall,
  { name, extension, address, srtp }: Seat,
): RingTarget[] {
  if (extension !== undefined) return phonesOf(parts, call, extension);
  return address === undefined ? [] : [{ kind: 'phone', party: name, srtp, way: { kind: 'address', uri: address } }];
}

/** Rings a seat for the first party; what it says is told once. */
function ringSeat(
  parts: StageParts,
  call: HouseCall,
  { seat, ringForMs }: AgentOffer,
  answers: AgentAnswers,
  up: (leg: Parameters<HouseCall['cancel']>[0]) => void,
): Stage {
  const targets = seatTargets(parts, call, seat);
  return ringTelephones(
    call,
    { rounds: [targets], ringForMs: ringForMs + 1_000, caller: shownCaller(call) },
    {
      rang: () => undefined,
      answered(leg) {
        up(leg);
        answers.accepted();
      },
      failed: () => answers.refused(),
    },
  );
}

function queuePorts(parts: StageParts, call: HouseCall): QueuePorts {
  const up = new Map<string, Parameters<HouseCall['cancel']>[0]>();
  return {
    ringAgent(offer, answers) {
      const ringing = ringSeat(parts, call, offer, answers, (leg) => up.set(offer.seat.name, leg));
      return {
        cancel() {
          ringing.stop();
          up.get(offer.seat.name)?.end();
          up.delete(offer.seat.name);
        },
      };
    },
    join(seat, whenOver) {
      const leg = up.get(seat.name);
      up.delete(seat.name);
      if (!leg || leg.isOver) return whenOver();
      call.connect(leg, 'agent', whenOver);
    },
    leadTo: (target, done) =>
      void call.lead(target, byDocument, {
        taken: () => undefined,
        done: ({ taken, reason }) => done({ taken, reason }),
      }),
    hangUp: (reason) => call.end({ outcome: 'completed', hangUpBy: 'robot', sipStatus: 200, reason }),
  };
}

/** A robot talks with the first party by a published script. */
function robot(
  parts: StageParts,
  call: HouseCall,
  line: StageLine,
  { script: name, ringBack }: Extract<Lead, { kind: 'robot' }>,
  done: (result: StageResult) => void,
): Stage {
  const { tenantId, legId, around } = line;
  let talk: ReturnType<typeof startTalk> | null = null;
  let seat: Stage | null = null;
  let stopped = false;
  const transfer = async (skill: string | null): Promise<void> => {
    const key = `${legId}/${name}`;
    const reserved = await around.services
      .reserveSeat({ tenantId, skill, callId: line.callId, key }, AbortSignal.timeout(reserveWithinMs))
      .catch(() => null);
    if (!reserved) return talk?.transferFailed('no-seat');
    const { reservationId } = reserved;
    const release = (answered: boolean): void =>
      void around.services.releaseSeat(reservationId, answered).catch(() => undefined);
    let accepted: Parameters<HouseCall['cancel']>[0] | null = null;
    const answers: AgentAnswers = {
      refused() {
        release(false);
        talk?.transferFailed('no-answer');
      },
      accepted() {
        if (!accepted || stopped) return release(true);
        talk?.transferAnswered();
        call.connect(accepted, 'agent', () => {
          release(true);
          done({ taken: true, reason: 'the agent left' });
        });
      },
    };
    const offer = { seat: reserved.seat, ringForMs: reserved.seat.ringForMs };
    seat = ringSeat(parts, call, offer, answers, (leg) => {
      accepted = leg;
    });
  };
  const begin = async (): Promise<void> => {
    const variables = call.carried.variables ?? {};
    const found = await scriptForCaller(parts, line, { name, ringBack: ringBack === true, variables }).catch(
      (error: unknown) => {
        around.logger.warn({ script: name, reason: messageOf(error) }, 'a script could not be read');
        return null;
      },
    );
    if (stopped) return;
    if (!found) return done({ taken: false, reason: `script '${name}' is not published` });
    talk = startTalk(line, found, call.story, {
      hangUp: (_outcome, reason) => done({ taken: true, reason }),
      transfer: (skill) => void transfer(skill),
    });
  };
  void begin();
  return {
    heard(event: MediaEvent) {
      if ('legId' in event && event.legId === legId && call.parties.members.length < 2) talk?.heard(event);
    },
    stop() {
      stopped = true;
      seat?.stop();
      talk?.stop();
    },
  };
}

const reserveWithinMs = 3_000;
