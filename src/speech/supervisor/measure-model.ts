import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clock } from '../../foundation/clock.ts';
import { CodedError } from '../../foundation/errors.ts';
import { silentLogger } from '../../foundation/logger.ts';
import type { InstalledModel } from '../models/installed-model.ts';
import { forgetMeasuredSpeed, measuredSpeed, type MeasuredSpeed } from '../models/measured-speed.ts';
import { startSpeechEngines } from './start-speech-engines.ts';

/**
 * Loads a model in a process of its own and times it anew, beside whatever else this machine does now. Throws
 * `model-not-measured` with why it could not be run.
 */
export async function measureModel(model: InstalledModel, clock: Clock): Promise<MeasuredSpeed> {
  await forgetMeasuredSpeed(model.folder);
  // A folder of its own: the sockets of a running program are not disturbed.
  const dataFolder = await mkdtemp(join(tmpdir(), 'waihu-measure-'));
  try {
    const engines = await startSpeechEngines({
      dataFolder,
      modelFolder: dirname(model.folder),
      logger: silentLogger,
      clock,
      synthesizers: 0,
      voiceDetector: false,
      recognizers: [model.name],
      voices: [model.name],
      denoisers: [model.name],
    });
    await engines.close();
    const measured = await measuredSpeed(model.folder);
    if (measured) return measured;
    const why = engines.capabilities.missing.find((missing) => missing.why.includes(`'${model.name}'`))?.why;
    throw new CodedError(
      'model-not-measured',
      why ?? `model '${model.name}' was not run: is sherpa-onnx-node installed?`,
      {
        name: model.name,
      },
    );
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}
