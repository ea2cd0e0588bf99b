import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig, type Config } from '../../src/app/config.ts';
import { findSoundHearing } from '../../src/app/demo/hear-by-sound.ts';
import { runDemo } from '../../src/app/demo/run-demo.ts';
import { worldOf } from '../../src/app/run-command.ts';
import { silentLogger } from '../../src/foundation/logger.ts';
import { modelsFolder } from '../../src/speech/testing/models-folder.ts';

const folder = await mkdtemp(join(tmpdir(), 'waihu-sound-'));
await chmod(folder, 0o755);
const isRoot = process.getuid?.() === 0;

function configOf(modelFolder: string): Config {
  const read = readConfig(
    { WAIHU_DATA: folder, WAIHU_HTTP_PORT: '0', WAIHU_RTP_PORTS: '32000-32999', WAIHU_MODELS_DIR: modelFolder },
    isRoot,
  );
  return { ...read, sip: { ...read.sip, port: 0 } };
}

const options = {
  seed: 7,
  people: 6,
  concurrency: 2,
  atMs: null,
  lie: false,
  consoleFolder: null,
  scriptFile: 'examples/scripts/insurance.yaml',
} as const;

afterAll(() => rm(folder, { recursive: true, force: true }));

const config = configOf(modelsFolder);
const here = existsSync(modelsFolder) && 'recognizer' in (await findSoundHearing(config));

test.skipIf(!here)(
  `calls without text are led by sound alone (libpocketsphinx3 and the models in ${modelsFolder})`,
  { timeout: 600_000 },
  async () => {
    const said: string[] = [];
    const output = { say: (line: string) => void said.push(line), progress: () => undefined };
    const demo = await runDemo(config, worldOf(config, silentLogger), { ...options, hearing: 'sound' }, output);
    await demo.close();
    const { report } = demo;
    const differences = JSON.stringify(report.mismatches, null, 1);
    expect(report.compared).toBe(report.calls);
    expect(report.calls).toBeGreaterThanOrEqual(6);
    expect(report.textOffered).toBe(0);
    expect(report.bySound!.lines).toBeGreaterThanOrEqual(6);
    expect(report.outcomesAgree / report.compared, differences).toBeGreaterThanOrEqual(0.75);
    expect(said.some((line) => line.startsWith('只靠声音: 结果一致'))).toBe(true);
  },
);

test('without a model the demo knows what it lacks and how to get it', async () => {
  const lacking = await findSoundHearing(configOf(join(folder, 'no-models')));
  expect(lacking).toEqual([
    {
      what: expect.stringContaining('没有能听懂中文的 PocketSphinx'),
      mend: expect.stringContaining('libpocketsphinx3'),
    },
    { what: expect.stringContaining('没有真人音节库'), mend: expect.stringContaining('WAIHU_MODELS_DIR') },
  ]);
});
