import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from './run-terminal.ts';
import { eventually, testFolder } from './testing/test-program.ts';

let folder: string;
let out = '';
let errors = '';
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  [out, errors] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((errors += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal);
});

/** One command line, in this process; what it prints stands in `out` and `errors`. */
const waihu = (...argv: readonly string[]): Promise<number> =>
  main(['node', 'waihu', ...argv], {
    WAIHU_DATA: join(folder, 'data'),
    WAIHU_HTTP_PORT: '0',
    WAIHU_SIP_PORT: '0',
    WAIHU_RTP_PORTS: '32000-32399',
    WAIHU_LOG: 'error',
  });

const insurance = 'examples/scripts/insurance.yaml';

describe('a command', () => {
  it('prints its answer to standard output and gives its exit code', async () => {
    expect(await waihu('script', 'lint', insurance)).toBe(0);
    expect(out).toBe(`${insurance}: no problems\n`);
    expect(errors).toBe('');
  });

  it('prints one line of JSON where a program reads it', async () => {
    expect(await waihu('models', 'list', '--json')).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    const { models } = JSON.parse(out) as {
      readonly models: readonly { readonly name: string; readonly installed: boolean }[];
    };
    expect(models.length).toBeGreaterThan(0);
    expect(models.some(({ installed }) => installed)).toBe(false);
  });

  it('says in one line what is wrong', async () => {
    expect(await waihu('models', 'verify', 'nothing')).toBe(1);
    expect(errors).toMatch(/^waihu: model 'nothing' is not in .*models\n$/u);
    errors = '';
    expect(await waihu('models', 'pull', 'nothing', '--from', folder)).toBe(1);
    expect(errors).toMatch(/^waihu: .* holds no recogniser and no voice; wanted encoder/u);
    errors = '';
    expect(await waihu('lines', 'apply', '/nowhere/lines.yaml')).toBe(1);
    expect(errors).toMatch(/^waihu: ENOENT: .*\/nowhere\/lines\.yaml'\n$/u);
  });

  it('opens the database for itself where no program serves the data folder', async () => {
    expect(await waihu('script', 'publish', insurance)).toBe(0);
    expect(out).toContain("script 'insurance' is published as version 1");
    // Whatever comes first on a data folder tells how to sign in: nobody will later.
    expect(errors).toMatch(/^First start: sign in as 'admin' with \S+ \(shown this once\)\n$/u);
    out = '';
    expect(await waihu('script', 'list')).toBe(0);
    expect(out).toMatch(/insurance/u);
  });

  it('that needs the whole program starts one for itself', async () => {
    expect(await waihu('trunk', 'test', 'office')).toBe(1);
    expect(errors).toContain("waihu: there is no trunk 'office'; there are: none yet");
  });
});

describe('serve', () => {
  it('says where it is, runs the commands of other terminals, and ends at Ctrl-C', async () => {
    const serving = waihu('serve');
    await eventually(async () => errors.includes('Waihu: console http://127.0.0.1:'), 'the program');
    expect(errors).toMatch(/SIP 127\.0\.0\.1:\d+\/udp 127\.0\.0\.1:\d+\/tcp/u);
    // Not the first start: its password was told then, and only then.
    expect(errors).not.toContain('First start');
    await eventually(async () => (await waihu('tenant', 'list')) === 0 && out.includes('default'), 'an answer');
    const listeners = process.listeners('SIGINT').length;
    expect(listeners).toBeGreaterThan(0);
    process.listeners('SIGTERM').at(0)?.('SIGTERM');
    expect(await serving).toBe(0);
    expect(errors).toContain('Stopping: no more dialing');
  });
});

describe('demo', () => {
  it('wants a time that is one', async () => {
    expect(await waihu('demo', '--at', 'tonight')).toBe(1);
    expect(errors).toContain("waihu: --at 'tonight' is no time: wanted ISO 8601");
  });

  it('at half past eight in the evening dials nobody and says why', async () => {
    const reports = await mkdtemp(join(tmpdir(), 'waihu-report-'));
    const report = join(reports, 'demo.json');
    await writeFile(report, '');
    const exitCode = await waihu(
      'demo',
      '--at',
      '2026-03-02T20:30+08:00',
      '--exit',
      '--people',
      '8',
      '--report',
      report,
      '--json',
    );
    expect(errors).toMatch(/没有拨打: \S+/u);
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ calls: 0, compared: 0, mismatches: [] });
    expect(JSON.parse(out)).toMatchObject({ calls: 0 });
    expect(exitCode).toBe(0);
    await rm(reports, { recursive: true });
  });
});
