import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  buildProgram,
  casesFileOf,
  terminal,
  type CliDoors,
  type DemoFlags,
  type Terminal,
  type RehearseFlags,
  type TestScriptFlags,
  type UnderstandFlags,
  type VariantFlags,
} from '../cli/index.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import type { CommandIo, CommandResult } from './commands/command.ts';
import type { CommandName } from './commands/registry.ts';
import { readConfig, type Config } from './config.ts';
import { openControlServer } from './control/control-server.ts';
import { controlSocketOf } from './control/control-socket.ts';
import { runDemo } from './demo/run-demo.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { firstStartWords } from './first-start-words.ts';
import { openAdvisers } from './open-advisers.ts';
import { createLogger } from './logging.ts';
import { machineSecrets } from './machine-secrets.ts';
import { modelsAction } from './models-action.ts';
import { runCommand, runInside, worldOf } from './run-command.ts';
import { lintIvrFile, tryIvrFile } from './ivr-files.ts';
import { adviceFrom } from './advice.ts';
import { planOfFile } from './experiments.ts';
import { rehearseScriptFile, scriptFileNamed } from './rehearse-script.ts';
import { customerModelOf } from './ask-customer.ts';
import { understandFile } from './understand-file.ts';
import { hearScript } from './hear-script.ts';
import { testScriptByCalls } from './call-cases/test-by-calls.ts';
import { testScriptFile, type TextFile } from './script-cases.ts';
import type { World } from './open-office.ts';
import { chatWithScript, lintFile } from './script-files.ts';
import { startWaihu, type Waihu } from './start-waihu.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const consoleFolder = join(root, 'dist', 'console');
const sampleScripts = join(root, 'examples', 'scripts');
const demoScript = join(sampleScripts, 'insurance.yaml');

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the program on the spot. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      // Killed, for `exit` waits for nobody either: native parts of browsers' legs abort where their thread is taken away.
      if (asked) process.kill(process.pid, 'SIGKILL');
      asked = true;
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

/** A signal that aborts at the first Ctrl-C, so that a command can hang up and put things in order. */
function stopSignal(): AbortSignal {
  const stopped = new AbortController();
  void untilStopped().then(() => stopped.abort(new Error('stopped')));
  return stopped.signal;
}

async function takeCommands(waihu: Waihu): Promise<{ close(): Promise<void> }> {
  return openControlServer(controlSocketOf(waihu.config.dataFolder), (name, args, io) =>
    runInside(waihu, name, args, io),
  );
}

async function serve(config: Config, logger: Logger, screen: Terminal): Promise<void> {
  const stopped = untilStopped();
  const waihu = await startWaihu(config, worldOf(config, logger), {
    consoleFolder: existsSync(consoleFolder) ? consoleFolder : null,
  });
  const control = await takeCommands(waihu);
  screen.say(
    `Waihu: console ${waihu.api.url}, SIP ${waihu.sip.addresses.map(({ host, port, transport }) => `${host}:${port}/${transport}`).join(' ')}`,
  );
  if (waihu.firstCredentials) screen.say(firstStartWords(waihu.firstCredentials));
  if (!waihu.canHearSpeech)
    screen.say(
      'No recogniser is installed: calls hear keys and real-time text. `waihu models list` shows what can be pulled.',
    );
  await stopped;
  screen.say('Stopping: no more dialing; calls in the air are given a moment …');
  await control.close();
  await waihu.close();
}

async function demo(
  config: Config,
  flags: DemoFlags,
  screen: Terminal,
  setExitCode: (code: number) => void,
): Promise<void> {
  const atMs = flags.at === undefined ? null : Date.parse(flags.at);
  if (Number.isNaN(atMs))
    throw new CodedError(
      'bad-request',
      `--at '${flags.at ?? ''}' is no time: wanted ISO 8601, e.g. 2026-03-02T20:30+08:00`,
    );
  const stopped = untilStopped();
  await mkdir(config.dataFolder, { recursive: true });
  const log = createWriteStream(join(config.dataFolder, 'demo.log'), { flags: 'w' });
  const logger = createLogger(config.logLevel, log);
  const own: Config = {
    ...config,
    http: { ...config.http, port: await freeOr(config.http.port) },
    sip: { ...config.sip, port: 0, binds: {} },
  };
  const running = runDemo(
    own,
    worldOf(own, logger),
    {
      seed: flags.seed,
      people: flags.people ?? null,
      concurrency: flags.concurrency ?? null,
      hearing: flags.hearing,
      atMs,
      lie: flags.lie,
      consoleFolder: existsSync(consoleFolder) ? consoleFolder : null,
      scriptFile: demoScript,
    },
    {
      say: (line) => screen.say(line),
      progress: (finished, of, inTheAir) => screen.progress(finished, of, `${inTheAir} calls in the air`),
    },
  );
  const ended = await Promise.race([running, stopped.then(() => null)]);
  if (!ended) {
    screen.say('Stopping …');
    setExitCode(130);
    await running.then((late) => late.close()).catch(() => undefined);
    return;
  }
  screen.endProgress();
  if (flags.report !== undefined) await writeFile(flags.report, `${JSON.stringify(ended.report, null, 2)}\n`);
  if (flags.json) screen.result(JSON.stringify(ended.report));
  for (const mismatch of ended.report.mismatches.slice(0, 20))
    screen.say(
      `  ≠ ${mismatch.behaviour ?? ''} ${mismatch.what}: product '${mismatch.product}', simulator '${mismatch.simulator}'`,
    );
  screen.say(
    ended.shortcoming === null
      ? `Demo: ${ended.report.calls} calls, all compared with the carrier's log, ${ended.report.mismatches.length === 0 ? 'no difference' : `${ended.report.agree} without a difference`}.`
      : `Demo: ${ended.shortcoming}.`,
  );
  setExitCode(ended.shortcoming === null ? 0 : 1);
  if (!flags.exit) {
    screen.say(`The console stays open at ${ended.waihu.api.url} until Ctrl-C.`);
    await stopped;
  }
  await ended.close();
}

/** The wanted port, or any that is free where another program has it: the demo must run beside a real one. */
async function freeOr(port: number): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}

const textFile = async (file: string): Promise<TextFile> => ({ file, text: await readFile(file, 'utf8') });

/** What `script understand` is asked: `--text`, and the lines of `--file`. */
async function sentencesOf({ text, file }: UnderstandFlags): Promise<readonly string[]> {
  const lines = file === undefined ? [] : (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  const sentences = [...(text === undefined ? [] : [text]), ...lines.filter((line) => line !== '')];
  if (sentences.length === 0)
    throw new CodedError('no-sentence', 'nothing to understand; wanted: --text SENTENCE or --file FILE');
  return sentences;
}

async function understandTyped(
  config: Config,
  file: string,
  flags: UnderstandFlags,
  show: (json: unknown, text: string, asJson: boolean) => void,
): Promise<void> {
  const at = { nowMs: Date.now(), utcOffsetMinutes: config.utcOffsetMinutes };
  const { advisers, close } = await openAdvisers(config, machineSecrets);
  const { json, text } = await understandFile(await textFile(file), await sentencesOf(flags), at, advisers);
  await close();
  show(json, text, flags.json);
}

async function chat(config: Config, file: string, { variant }: VariantFlags, screen: Terminal): Promise<void> {
  const { advisers, close } = await openAdvisers(config, machineSecrets);
  const write = (line: string): void => screen.result(line);
  await chatWithScript(await readFile(file, 'utf8'), file, process.stdin, Date.now(), write, advisers, variant);
  await close();
}

async function rehearseNamed(
  config: Config,
  name: string,
  { variant: variants, customers, ...flags }: RehearseFlags,
  screen: Terminal,
): ReturnType<typeof rehearseScriptFile> {
  const file = scriptFileNamed(name, sampleScripts);
  const model = customers === 'model' ? await customerModelOf(config, machineSecrets) : undefined;
  const result = await rehearseScriptFile(
    file,
    { ...flags, ...(variants && { variants }), ...(model && { model }) },
    (done) => screen.progress(done, flags.conversations, 'conversations'),
  );
  screen.endProgress();
  return result;
}

/** `script test`, by text or by calls. */
async function testTyped(
  on: { readonly config: Config; readonly world: World },
  file: string,
  { cases, calls, mutations, variant }: TestScriptFlags,
  screen: Terminal,
): Promise<CommandResult> {
  const files = { script: await textFile(file), cases: await textFile(cases ?? casesFileOf(file)) };
  if (!calls) return testScriptFile(files.script, files.cases, mutations, variant);
  const result = await testScriptByCalls(on, { ...files, variants: variant }, (done, of) =>
    screen.progress(done, of, 'calls'),
  );
  screen.endProgress();
  return result;
}

function doorsOf(config: Config, screen: Terminal, version: string, setExitCode: (code: number) => void): CliDoors {
  const logger = createLogger(config.logLevel);
  const quiet = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const show = (json: unknown, text: string, asJson: boolean): void =>
    screen.result(asJson ? JSON.stringify(json) : text);
  const answer = ({ json, text, exitCode = 0 }: CommandResult, asJson: boolean): void => {
    show(json, text, asJson);
    setExitCode(exitCode);
  };
  return {
    version,
    async run(command, args, json) {
      const io: CommandIo = {
        signal: stopSignal(),
        say: (line) => screen.say(line),
        progress: (done, of, what) => screen.progress(done, of, what),
      };
      answer(await runCommand(config, quiet, command as CommandName, args, io), json);
    },
    serve: () => serve(config, logger, screen),
    demo: (flags) => demo(config, flags, screen, setExitCode),
    async doctor(json) {
      answer(await runDoctor(config, quiet), json);
    },
    async lint(file, json) {
      answer(lintFile(await readFile(file, 'utf8'), file), json);
    },
    chat: (file, flags) => chat(config, file, flags, screen),
    understand: (file, flags) => understandTyped(config, file, flags, show),
    async testScript(file, flags) {
      answer(await testTyped({ config, world: worldOf(config, quiet) }, file, flags, screen), flags.json);
    },
    async hear(file, flags) {
      answer(await hearScript({ config, world: worldOf(config, quiet) }, await textFile(file), flags), flags.json);
    },
    async rehearse(name, flags) {
      answer(await rehearseNamed(config, name, flags, screen), flags.json);
    },
    async planExperiments(file, json) {
      answer(planOfFile(await textFile(file)), json);
    },
    async advise({ set, language, json }) {
      answer(adviceFrom(set, language), json);
    },
    async lintIvr(file, json) {
      answer(lintIvrFile(await readFile(file, 'utf8'), file), json);
    },
    tryIvr: async (file, { ivr, answer: answers }) =>
      tryIvrFile(await readFile(file, 'utf8'), { ivr, answers }, process.stdin, Date.now(), (line) =>
        screen.result(line),
      ),
    async models(action, name, flags) {
      const result = await modelsAction(config, action, name, flags.from, stopSignal(), (done, of, what) =>
        screen.progress(done, of, what),
      );
      answer(result, flags.json);
    },
  };
}

/** What the system says of a file is as plain as our own words: it names the file. */
function canBeMended(error: Error): boolean {
  return error instanceof CodedError || ('syscall' in error && 'path' in error);
}

/** Runs one command line; resolves to the exit code. Errors that somebody can mend are one line, without a stack. */
export async function main(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const screen = terminal(process.stdout, process.stderr);
  let exitCode = 0;
  try {
    const config = readConfig(environment, process.getuid?.() === 0);
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    await buildProgram(doorsOf(config, screen, version, (code) => (exitCode = code))).parseAsync([...argv]);
  } catch (error) {
    const stack = error instanceof Error && !canBeMended(error) ? error.stack : undefined;
    screen.say(`waihu: ${stack ?? messageOf(error)}`);
    exitCode = 1;
  }
  return exitCode;
}
