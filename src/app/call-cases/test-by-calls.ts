import { callIdSchema, tenantIdSchema } from '../../contract/ids.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';
import type { LiveSwitch } from '../../call/index.ts';
import { compileLearnt, settleExperiments, type Variants } from '../../dialogue/index.ts';
import { CodedError } from '../../foundation/errors.ts';
import {
  describeFailures,
  judgeDialogue,
  loadCaseFile,
  type FailedCase,
  type LoadedCase,
  type TestReport,
} from '../../rehearsal/index.ts';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { Closers } from '../closers.ts';
import type { CommandResult } from '../commands/command.ts';
import type { Config } from '../config.ts';
import type { World } from '../open-office.ts';
import { demandVariants, runnable, type TextFile } from '../script-cases.ts';
import { caseServices, type CaseServices } from './case-services.ts';
import { openCaseLine } from './open-case-line.ts';

/** The simulated number that calls. */
const caller = '+9990000001';
const callsAtOnce = 4;

interface CaseFiles {
  readonly script: TextFile;
  readonly cases: TextFile;
  /** What is met of the script's experiments where a case names nothing else. */
  readonly variants?: Variants | undefined;
}

/** A case, and the script with the variants that it meets. */
interface HeldCase {
  readonly one: LoadedCase;
  readonly script: ScriptDocument;
}

interface CaseLine {
  readonly live: LiveSwitch;
  readonly simulator: Simulator;
  readonly services: CaseServices;
  readonly world: World;
}

/**
 * `script test --calls`: each case is a call by SIP to a customer of the built-in carrier who says its lines by text, presses its keys and
 * is silent where it is; what the call's dialogue came to is judged by what the case expects. Exit code 1 where one went otherwise.
 */
export async function testScriptByCalls(
  { config, world }: { readonly config: Config; readonly world: World },
  { script, cases, variants = {} }: CaseFiles,
  progress: (done: number, of: number) => void,
): Promise<CommandResult & { readonly exitCode: number }> {
  const document = runnable(script);
  const loaded = loadCaseFile(cases.text, cases.file);
  if (loaded.script !== document.id)
    throw new CodedError('cases-invalid', `these are cases of script '${loaded.script}', not of '${document.id}'`);
  demandVariants(document, loaded, variants);
  const callable = loaded.cases
    .filter(isCallable)
    .map((one) => ({ one, script: settleExperiments(document, { ...variants, ...one.variants }) }));
  // Learnt before the first call: all calls and their judge share what was compiled.
  for (const held of callable) compileLearnt(held.script);
  const passedOver = loaded.cases.filter((one) => !isCallable(one)).map(({ name }) => name);
  const failed = await withLine(config, world, (line) => holdAll(line, callable, progress));
  const report: TestReport = {
    script: document.id,
    cases: callable.length,
    passed: callable.length - failed.length,
    failed,
    mutations: null,
  };
  const text = [
    ...describeFailures(report, cases.file),
    ...passedOver.map(
      (name) => `not called: case '${name}' says how somebody sounds, what answered or what a model says`,
    ),
    `${report.passed} of ${report.cases} calls went as they should`,
  ];
  return { json: { ...report, passedOver }, text: text.join('\n'), exitCode: failed.length > 0 ? 1 : 0 };
}

/** Lines of text say words and keys; moods and machines are nothing that the customer on the line could read out, nor a model's answers. */
function isCallable({ says, model }: LoadedCase): boolean {
  return model.length === 0 && !says.some((line) => /^\s*[@[]/u.test(line));
}

async function withLine<T>(config: Config, world: World, hold: (line: CaseLine) => Promise<T>): Promise<T> {
  const closers = new Closers();
  try {
    const simulator = await startSimulator({
      seed: 1,
      callerNumbers: [caller],
      voice: 'murmur',
      seats: [{ name: 'colleague', mode: 'answers' }],
    });
    closers.add(() => simulator.close());
    const services = caseServices(simulator.seats[0]?.address ?? '');
    const live = await openCaseLine(config, world, services.services, closers);
    return await hold({ live, simulator, services, world });
  } finally {
    await closers.close();
  }
}

async function holdAll(
  line: CaseLine,
  cases: readonly HeldCase[],
  progress: (done: number, of: number) => void,
): Promise<readonly FailedCase[]> {
  const outcomes = new Map<HeldCase, FailedCase | null>();
  const waiting = [...cases];
  const holdNext = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      outcomes.set(one, await holdOne(line, one));
      progress(outcomes.size, cases.length);
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, holdNext));
  return cases.flatMap((one) => outcomes.get(one) ?? []);
}

async function holdOne(
  { live, simulator, services, world }: CaseLine,
  { one, script }: HeldCase,
): Promise<FailedCase | null> {
  const number = await simulator.reader(one.says.map((line) => line.trim()));
  const callId = callIdSchema.parse(`case-${world.newId()}`);
  const ended = services.expect(callId, one);
  const placed = await live.place({
    callId,
    tenantId: tenantIdSchema.parse(world.newId()),
    attemptId: null,
    campaignId: null,
    leadId: null,
    destination: {
      kind: 'address',
      address: `sip:${number}@${simulator.sipAddress.udp}`,
      caller,
      realTimeText: true,
    },
    script,
    scriptVersion: 0,
    variables: one.variables,
    ringsBack: one.ringsBack,
    ringForMs: 10_000,
    maxTalkMs: 300_000,
    record: false,
  });
  if (!placed.accepted) throw new CodedError('call-not-placed', `case '${one.name}': ${placed.reason}`);
  const { dialogue, outcome, reason } = await ended;
  if (dialogue === undefined)
    throw new CodedError('call-not-placed', `case '${one.name}': nobody talked (${outcome}: ${reason})`);
  return judgeDialogue(script, dialogue, one);
}
