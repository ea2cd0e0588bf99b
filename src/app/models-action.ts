import { systemClock } from '../foundation/clock.ts';
import { CodedError } from '../foundation/errors.ts';
import {
  installedModels,
  knownModels,
  measuredSpeed,
  measureModel,
  modelBytes,
  pullModel,
  removeModel,
  verifyModel,
} from '../speech/index.ts';
import type { CommandResult } from './commands/command.ts';
import type { Config } from './config.ts';
import { speechFolders } from './speech-folders.ts';

type PullSource = NonNullable<Parameters<typeof pullModel>[1]['from']>;

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;

function sourceOf(from: string | undefined): PullSource {
  if (from === undefined) return 'mirrors';
  return /^https?:\/\//.test(from) ? { baseUrl: from } : { folder: from };
}

type InstalledModel = Awaited<ReturnType<typeof installedModels>>[number];

interface ModelRow {
  readonly name: string;
  readonly task: InstalledModel['task'];
  readonly title: string;
  readonly languages: readonly string[];
  readonly licence: string;
  /** 0 where nobody says. */
  readonly bytes: number;
  readonly installed: boolean;
  /** Seconds of work for a second of sound; null before it first ran here. */
  readonly realTimeFactor: number | null;
}

const tasks = { recognizer: '识别', synthesizer: '合成', denoiser: '降噪' } as const;

async function rowsOf(installed: readonly InstalledModel[]): Promise<ModelRow[]> {
  const rows: ModelRow[] = [];
  for (const model of knownModels) {
    const here = installed.find((one) => one.name === model.name);
    const { name, task, title, languages, licence } = model;
    const bytes = here ? bytesOf(here) : modelBytes(model);
    rows.push({
      name,
      task,
      title,
      languages,
      licence,
      bytes,
      installed: !!here,
      realTimeFactor: await factorOf(here),
    });
  }
  for (const own of installed.filter((one) => !knownModels.some((model) => model.name === one.name))) {
    const { name, task, languages, licence } = own;
    const title = 'a model of your own';
    rows.push({
      name,
      task,
      title,
      languages,
      licence,
      bytes: bytesOf(own),
      installed: true,
      realTimeFactor: await factorOf(own),
    });
  }
  return rows;
}

const bytesOf = ({ files }: InstalledModel): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

async function factorOf(model: InstalledModel | undefined): Promise<number | null> {
  return model ? ((await measuredSpeed(model.folder))?.realTimeFactor ?? null) : null;
}

function lineOf({ name, task, title, licence, bytes, installed, realTimeFactor }: ModelRow): string {
  const size = bytes === 0 ? '? MB' : megabytes(bytes);
  const speed = realTimeFactor === null ? '–' : `RTF ${realTimeFactor}`;
  return [`${installed ? '✓' : ' '} ${name}`, tasks[task], size, speed, title, licence].join('\t');
}

/** `models list|pull|verify|measure|remove`. */
export async function modelsAction(
  config: Config,
  action: 'list' | 'pull' | 'verify' | 'measure' | 'remove',
  name: string | undefined,
  from: string | undefined,
  signal: AbortSignal,
  progress: (done: number, of: number, what: string) => void,
): Promise<CommandResult> {
  const { modelFolder } = speechFolders(config);
  const installed = await installedModels(modelFolder);
  if (action === 'list') {
    const models = await rowsOf(installed);
    return { json: { modelFolder, models }, text: models.map(lineOf).join('\n') };
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
  if (action === 'measure') {
    const measured = await measureModel(model, systemClock);
    const text = `model '${name}' works ${measured.realTimeFactor} s for a second of sound on one core (${measured.processor})`;
    return { json: { name, ...measured }, text };
  }
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
