import { systemClock } from '../../src/foundation/clock.ts';
import { silentLogger } from '../../src/foundation/logger.ts';
import { startSpeechEngines } from '../../src/speech/index.ts';

const dataFolder = process.argv[2] ?? '';
const { engines } = await startSpeechEngines({ dataFolder, logger: silentLogger, clock: systemClock });
process.stdout.write(`${JSON.stringify(engines.map(({ child }) => child.pid))}\n`);
