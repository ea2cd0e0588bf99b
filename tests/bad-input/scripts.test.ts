import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const waihu = fileURLToPath(new URL('../../bin/waihu.mjs', import.meta.url));
const good = `id: call
name: 电话
purpose: service
flows:
  main:
    kind: main
    start: hello
    nodes:
      hello:
        kind: speak
        say: 您好，我是智能助手。
        bargeIn: { mode: never }
        branches:
          - { on: any, to: bye }
      bye: { kind: end, say: 再见。 }
patterns:
  silence: { max: 0, say: 再见。, goTo: bye }
  noMatch: { max: 0, say: 再见。, goTo: bye }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-lint-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Linted {
  readonly exitCode: number;
  readonly text: string;
  readonly errors: string;
}

/** \`waihu script lint\` as a person runs it. */
async function lint(script: string, ...flags: readonly string[]): Promise<Linted> {
  const file = join(folder, 'call.yaml');
  await writeFile(file, script);
  return new Promise((resolve) => {
    execFile(process.execPath, [waihu, 'script', 'lint', file, ...flags], (error, text, errors) =>
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, text, errors }),
    );
  });
}

const lineOf = (script: string, words: string): number => script.slice(0, script.indexOf(words)).split('\n').length;

describe('waihu script lint', () => {
  it('passes a good script', async () => {
    expect(await lint(good)).toMatchObject({ exitCode: 0, text: expect.stringMatching(/call\.yaml: no problems\n$/u) });
  });

  it('a branch to nowhere: names file, line, node, and where it wanted to go', async () => {
    const script = good.replace('to: bye }', 'to: nowhere }');
    const { exitCode, text } = await lint(script);
    expect(exitCode).toBe(1);
    const [line] = text.split('\n').filter((one) => one.includes('nowhere'));
    expect(line).toMatch(new RegExp(`call\\.yaml:${lineOf(script, 'to: nowhere')}: .*'hello'.*'nowhere'`, 'u'));
  });

  it('an unreachable node: names file, line and node', async () => {
    const script = good.replace('      bye:', '      island: { kind: end, say: 再见。 }\n      bye:');
    const { exitCode, text } = await lint(script);
    expect(exitCode).toBe(1);
    const [line] = text.split('\n').filter((one) => one.includes('island'));
    expect(line).toMatch(new RegExp(`call\\.yaml:${lineOf(script, 'island')}: .*'island'.*reach`, 'u'));
  });

  it('an unknown variable: names file, line, node and variable', async () => {
    const script = good.replace('say: 再见。 }\n', 'say: "{nickname}，再见。" }\n');
    const { exitCode, text } = await lint(script);
    expect(exitCode).toBe(1);
    expect(text).toMatch(new RegExp(`call\\.yaml:${lineOf(script, '{nickname}')}: .*'bye'.*nickname`, 'u'));
  });

  it('says all that is wrong at once, as JSON for programs', async () => {
    const script = good
      .replace('to: bye }', 'to: nowhere }')
      .replace('say: 再见。 }\n', 'say: "{nickname}，再见。" }\n');
    const { exitCode, text } = await lint(script, '--json');
    expect(exitCode).toBe(1);
    expect(text.trimEnd()).not.toContain('\n');
    const report = JSON.parse(text) as { readonly errors: number; readonly problems: readonly unknown[] };
    expect(report.errors).toBeGreaterThanOrEqual(2);
    expect(report.problems.length).toBeGreaterThanOrEqual(report.errors);
  });

  it('a file that is not there is named, without a stack', async () => {
    const answer = await new Promise<Linted>((resolve) => {
      execFile(process.execPath, [waihu, 'script', 'lint', '/nowhere/call.yaml'], (error, text, errors) =>
        resolve({ exitCode: Number(error?.code ?? 0), text, errors }),
      );
    });
    expect(answer.exitCode).toBe(1);
    expect(answer.errors).toContain('/nowhere/call.yaml');
    expect(answer.errors).not.toContain('    at ');
  });
});
