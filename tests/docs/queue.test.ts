import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import { queueBoardSchema } from '../../src/contract/queue-board.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const blocksOf = (guide: string, language: string): string[] =>
  [
    ...readFileSync(join(root, 'docs', 'guides', guide), 'utf8').matchAll(
      new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'),
    ),
  ].map(([, block]) => block ?? '');

let program: TestProgram;
let key: string;
beforeAll(async () => {
  Object.assign(process.env, { EXT_8001: 'first-secret', EXT_8002: 'second-secret' });
  program = await startTestProgram();
});
afterAll(() => program.close());

/** What `curl` of a guide says to this program. */
function asked(script: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const requests = script
    .split('\n')
    .filter((line) => !line.startsWith('npx waihu'))
    .join('\n');
  const environment = { ...process.env, WAIHU_URL: program.waihu.api.url, WAIHU_KEY: key };
  const child = spawn('bash', ['-euc', requests], { env: environment });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, said }));
  });
}

describe.each(['run-a-queue.md', 'run-a-queue.zh-CN.md'])('%s', (guide) => {
  it('shows lines that are applied, a key that lets in, an agent who signs in, and figures', async () => {
    const [lines] = blocksOf(guide, 'yaml');
    await program.run('lines apply', { text: lines ?? '' });
    const scripts = blocksOf(guide, 'sh');
    const [, name, scopes] = /api-key create --name (\S+) --scope (\S+)/.exec(scripts.join('\n')) ?? [];
    const made = await program.run('api-key create', { name: `${name ?? ''}-${guide}`, scopes: scopes?.split(',') });
    ({ key } = made.json as { key: string });
    const [signIn, figures] = scripts.filter((script) => script.includes('curl'));
    expect((await asked(signIn ?? '')).code).toBe(0);
    const { code, said } = await asked(figures ?? '');
    expect(code).toBe(0);
    const board = queueBoardSchema.parse(JSON.parse(said));
    expect(board.queues.map((queue) => queue.name)).toEqual(['service']);
    expect(board.agents).toMatchObject([
      { seat: 'amy', state: 'ready' },
      { seat: 'bob', state: 'offline' },
    ]);
  });
});
