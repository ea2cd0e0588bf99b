import { systemClock } from '../foundation/clock.ts';
import { newUuid } from '../foundation/ids.ts';
import { CodedError } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import { systemRandom } from '../foundation/random.ts';
import type { CommandIo, CommandResult } from './commands/command.ts';
import { commands, type CommandName } from './commands/registry.ts';
import type { Config } from './config.ts';
import { askRunningProgram } from './control/control-client.ts';
import { controlSocketOf } from './control/control-socket.ts';
import { crashAt } from './crash-at.ts';
import { firstStartWords } from './first-start-words.ts';
import { machineSecrets } from './machine-secrets.ts';
import { startWaihu, type Waihu } from './start-waihu.ts';
import { openOffice, type World } from './open-office.ts';

export function worldOf(config: Config, logger: Logger): World {
  return {
    clock: systemClock,
    random: systemRandom,
    newId: newUuid,
    logger,
    secrets: machineSecrets,
    reach: crashAt(config.crashAt),
  };
}

function isCommand(name: string): name is CommandName {
  return name in commands;
}

/** Runs a command inside a program that is there already. */
export async function runInside(program: Waihu, name: string, args: unknown, io: CommandIo): Promise<CommandResult> {
  if (!isCommand(name)) throw new CodedError('bad-request', `there is no command '${name}'`);
  return commands[name].run(program, args, io);
}

/**
 * Runs a command wherever it belongs: in the program that serves the data folder, when one runs; else here, with as much of the
 * program as the command needs, on ports of the system's choice.
 */
export async function runCommand(
  config: Config,
  logger: Logger,
  name: CommandName,
  args: unknown,
  io: CommandIo,
): Promise<CommandResult> {
  const answered = await askRunningProgram(controlSocketOf(config.dataFolder), name, args, io);
  if (answered) return answered;
  const command = commands[name];
  const world = worldOf(config, logger);
  if (command.needs === 'office') {
    const office = await openOffice(config, world);
    if (office.firstCredentials) io.say(firstStartWords(office.firstCredentials));
    try {
      return await command.run(office, args, io);
    } finally {
      await office.close();
    }
  }
  const own: Config = { ...config, http: { ...config.http, port: 0 }, sip: { ...config.sip, port: 0, binds: {} } };
  const program = await startWaihu(own, world, { consoleFolder: null, dial: false });
  if (program.firstCredentials) io.say(firstStartWords(program.firstCredentials));
  try {
    return await command.run(program, args, io);
  } finally {
    await program.close();
  }
}
