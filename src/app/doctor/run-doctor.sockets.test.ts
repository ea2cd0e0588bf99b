import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../foundation/logger.ts';
import { openControlServer } from '../control/control-server.ts';
import { controlSocketOf } from '../control/control-socket.ts';
import { testConfig, testFolder } from '../testing/test-program.ts';
import type { Finding } from './finding.ts';
import { runDoctor } from './run-doctor.ts';

let folder: string;
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const findingsOf = (json: unknown): readonly Finding[] => (json as { findings: readonly Finding[] }).findings;

describe('doctor', () => {
  it('finds nothing wrong where nothing is, and says what it looked at', async () => {
    const { json, text, exitCode } = await runDoctor(testConfig(folder), silentLogger);
    expect(findingsOf(json).filter(({ state }) => state === 'fault')).toEqual([]);
    expect(exitCode).toBe(0);
    for (const what of [
      'data folder',
      'console port',
      'SIP port (UDP)',
      'SIP port (TCP)',
      'database',
      'trunks',
      'recognisers',
      'voice detector',
      'audio path',
      'mail',
      'language model',
      'Opus',
    ])
      expect(text).toContain(`${what}: `);
    expect(text).toMatch(/administrator: First start: sign in as 'admin' with \S+/u);
    expect(text).toMatch(/✓ audio path: a sentence became \d+\.\d s of sound/u);
    expect(text).toMatch(/· trunks: none yet\n {4}→ waihu lines apply lines\.yaml/u);
  });

  it('names a taken port with the variable that moves it, and a database that does not answer', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as { port: number };
    const config = testConfig(folder, {
      databaseUrl: 'postgresql://u:p@127.0.0.1:9/waihu',
      http: { host: '127.0.0.1', port },
      sip: { ...testConfig(folder).sip, port, binds: { tls: { port } } },
    });
    const { json, exitCode } = await runDoctor(config, silentLogger);
    server.close();
    expect(exitCode).toBe(1);
    const faults = new Map(
      findingsOf(json)
        .filter(({ state }) => state === 'fault')
        .map(({ what, mend }) => [what, mend]),
    );
    expect(faults.get('console port')).toContain('WAIHU_HTTP_PORT');
    expect(faults.get('SIP port (TLS)')).toContain('WAIHU_SIP_TLS_PORT');
    expect(faults.get('SIP port (TCP)')).toContain('WAIHU_SIP_PORT');
    expect(faults.get('database')).toContain('DATABASE_URL');
    expect(faults.has('SIP port (UDP)')).toBe(false);
  });

  it('names a model that hears a closed set, which nobody asked for', async () => {
    const modelFolder = join(folder, 'models');
    const model = join(modelFolder, 'mandarin-8k');
    await mkdir(model, { recursive: true });
    for (const file of ['mdef', 'means', 'variances', 'transition_matrices', 'feat.params', 'zh.dic'])
      await writeFile(join(model, file), '');
    const { json } = await runDoctor(testConfig(folder, { modelFolder }), silentLogger);
    const named = findingsOf(json).filter(({ detail }) => detail.includes('mandarin-8k is here'));
    expect(named).toHaveLength(1);
    expect(named[0]?.mend).toMatch(/WAIHU_RECOGNIZER=mandarin-8k|libpocketsphinx3/u);
    expect(named[0]?.state).toBe('note');
  });

  it('names a data folder that cannot be used', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const { json, exitCode } = await runDoctor(testConfig(folder, { dataFolder: join(file, 'data') }), silentLogger);
    expect(exitCode).toBe(1);
    expect(findingsOf(json)[0]).toMatchObject({
      what: 'data folder',
      state: 'fault',
      mend: expect.stringContaining('WAIHU_DATA') as string,
    });
  });

  it('leaves ports and database to the program that runs on the folder', async () => {
    const config = testConfig(folder);
    const control = await openControlServer(controlSocketOf(config.dataFolder), () =>
      Promise.resolve({ json: [], text: '' }),
    );
    const { text } = await runDoctor(config, silentLogger);
    await control.close();
    expect(text).toContain('✓ program: one is running on this data folder and answers');
    expect(text).not.toContain('SIP port');
  });
});
