import { runInside, worldOf } from '../../src/app/run-command.ts';
import { readConfig } from '../../src/app/config.ts';
import { openControlServer } from '../../src/app/control/control-server.ts';
import { controlSocketOf } from '../../src/app/control/control-socket.ts';
import { crashAt } from '../../src/app/crash-at.ts';
import { createLogger } from '../../src/app/logging.ts';
import { startWaihu } from '../../src/app/start-waihu.ts';

/**
 * `waihu serve` that learns over IPC, in the middle of its life, at which moment it is to die. `WAIHU_CRASH_AT` says it at the
 * start, when calls of an earlier campaign are still to be made up for.
 */
const config = readConfig(process.env, process.getuid?.() === 0);
let reach = crashAt(config.crashAt);
process.on('message', (message: { readonly crashAt: string }) => {
  reach = crashAt(message.crashAt);
  process.send?.('armed');
});
process.on('disconnect', () => process.exit(1));

const world = worldOf(config, createLogger(config.logLevel));
const waihu = await startWaihu(config, { ...world, reach: (point) => reach(point) }, { consoleFolder: null });
const control = await openControlServer(controlSocketOf(config.dataFolder), (name, args, io) =>
  runInside(waihu, name, args, io),
);
process.on('SIGTERM', () => {
  void control
    .close()
    .then(() => waihu.close())
    .then(() => process.exit(0));
});
process.send?.('ready');
