import { join } from 'node:path';
import { systemClock } from '../foundation/clock.ts';
import { CodedError } from '../foundation/errors.ts';
import { installedModels, knownModels, modelBytes, pullModel, removeModel, verifyModel } from '../speech/index.ts';
import type { CommandResult } from './commands/command.ts';
import type { Config } from './config.ts';

type PullSource = NonNullable<Parameters<typeof pullModel>[1]['from']>;

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;

function sourceOf(from: string | undefined): PullSource {
  if (from === undefined) return 'mirrors';
  return /^https?:\/\//.test(from) ? { baseUrl: from } : { folder: from };
}

/** `models list|pull|verify|remove`. */
export async function modelsAction(
  config: Config,
  action: 'list' | 'pull' | 'verify' | 'remove',
  name: string | undefined,
  from: string | undefined,
  signal: AbortSignal,
  progress: (done: number, of: number, what: string) => void,
): Promise<CommandResult> {
  const modelFolder = config.modelFolder ?? join(config.dataFolder, 'models');
  const installed = await installedModels(modelFolder);
  if (action === 'list') {
    const rows = knownModels.map((model) => ({
      name: model.name,
      title: model.title,
      languages: model.languages,
      licence: model.licence,
      bytes: modelBytes(model),
      installed: installed.some((one) => one.name === model.name),
    }));
    const others = installed
      .filter((one) => !knownModels.some((model) => model.name === one.name))
      .map((one) => ({
        name: one.name,
        title: 'a model of your own',
        languages: one.languages,
        licence: '',
        bytes: 0,
        installed: true,
      }));
    const all = [...rows, ...others];
    return {
      json: { modelFolder, models: all },
      text: all
        .map(
          (model) =>
            `${model.installed ? '✓' : ' '} ${model.name}\t${megabytes(model.bytes)}\t${model.title}\t${model.licence}`,
        )
        .join('\n'),
    };
  }
  if (name === undefined)
    throw new CodedError('bad-request', `models ${action}: which model? see \`waihu models list\``);
  if (action === 'pull') {
    await pullModel(name, {
      modelFolder,
      clock: systemClock,
      from: sourceOf(from),
      signal,
      onProgress: ({ file, receivedBytes, totalBytes }) =>
        progress(Math.round(receivedBytes / 1_000_000), Math.round((totalBytes ?? 0) / 1_000_000), `MB of ${file}`),
    });
    return { json: { name, pulled: true }, text: `model '${name}' is installed in ${modelFolder}` };
  }
  if (action === 'remove') {
    await removeModel(modelFolder, name);
    return { json: { name, removed: true }, text: `model '${name}' is removed` };
  }
  const model = installed.find((one) => one.name === name);
  if (!model) throw new CodedError('model-not-installed', `model '${name}' is not in ${modelFolder}`);
  const problems = await verifyModel(model);
  return {
    json: { name, problems },
    text:
      problems.length === 0
        ? `model '${name}': every file is as it was pulled`
        : problems.map(({ file, problem }) => `${file}: ${problem}`).join('\n'),
    exitCode: problems.length === 0 ? 0 : 1,
  };
}
