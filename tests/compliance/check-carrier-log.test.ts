import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'carrier-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shanghai = (time: string): number => Date.parse(`2026-03-02T${time}+08:00`);
const minute = 60_000;

/** The lines that one call leaves in a carrier's log. */
const call = (callee: string, atMs: number, given: { caller?: string; admission?: string; lastsMs?: number } = {}) => {
  const { caller = '+9990000001', admission = 'taken', lastsMs = 20_000 } = given;
  const sipCallId = `${callee}-${atMs}`;
  const at = (wallMs: number) => ({ monotonicMs: 0, wallMs });
  return [
    { event: 'invite', sipCallId, at: at(atMs), callee, caller, admission },
    { event: 'answered', sipCallId, at: at(atMs + 2_000) },
    { event: 'bye', sipCallId, at: at(atMs + lastsMs), by: 'robot' },
  ];
};

const rules = {
  zones: { '+86': ['Asia/Shanghai'], '+44': ['Europe/London'] },
  windowSets: [
    [
      { from: '09:00', to: '12:00' },
      { from: '14:00', to: '20:00', days: [1, 2, 3, 4, 5] },
    ],
  ],
  holidays: ['2026-03-03'],
  caps: [
    { withinMs: 60 * minute, max: 2 },
    { withinMs: 24 * 60 * minute, max: 3 },
  ],
  minIntervalMs: minute,
  linesAtOnce: 2,
  blocked: [{ prefix: '+86991', name: '演示' }],
  silent: [{ number: '+8613800000009', fromMs: shanghai('10:00'), why: 'asked' }],
  callers: ['+9990000001', '+9990000002'],
};

function check(
  calls: readonly object[][],
  given: object = rules,
): { code: number | null; said: string; found: string[] } {
  const [log, rulesFile] = [join(folder, 'carrier.jsonl'), join(folder, 'rules.json')];
  writeFileSync(
    log,
    calls
      .flat()
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
  writeFileSync(rulesFile, JSON.stringify(given));
  const run = spawnSync(process.execPath, ['scripts/check-carrier-log.mjs', log, rulesFile], { encoding: 'utf8' });
  const found = run.stdout.split('\n').slice(0, -2);
  return { code: run.status, said: run.stdout + run.stderr, found: found.map((line) => line.split('\t')[0] ?? '') };
}

const somebody = '+8613800000001';
const honest = [
  call(somebody, shanghai('09:00')),
  call(somebody, shanghai('09:01')),
  call(somebody, shanghai('14:00')),
  call('+8613800000009', shanghai('10:00')),
  call('+442071234567', shanghai('18:00')),
];

describe('the checker of a carrier’s log', () => {
  it('finds nothing in a log that keeps every rule', () => {
    const { code, said } = check(honest);
    expect(said).toBe(
      '5 INVITEs judged by windowSets, holidays, caps, minIntervalMs, linesAtOnce, blocked, silent, callers: no breaches\n',
    );
    expect(code).toBe(0);
  });

  it.each<[string, object[]]>([
    ['window', call('+8613800000002', shanghai('08:59:59'))],
    ['window', call('+8613800000002', shanghai('12:00'))],
    ['window', call('+442071234567', shanghai('09:00'))],
    ['window', call('+88812345', shanghai('10:00'))],
    ['window', call('+8613800000002', shanghai('14:00') + 5 * 24 * 60 * minute)],
    ['holiday', call('+8613800000002', shanghai('10:00') + 24 * 60 * minute)],
    ['interval', call('+442071234567', shanghai('18:00:59'))],
    ['cap', call(somebody, shanghai('09:30'), { caller: '+9990000002' })],
    ['cap', call(somebody, shanghai('17:00'))],
    ['region', call('+8699112345', shanghai('10:00'))],
    ['suppression', call('+8613800000009', shanghai('10:30'))],
    ['caller', call('+8613800000002', shanghai('10:00'), { caller: '+861012345678' })],
  ])('finds a planted breach of %s', (rule, planted) => {
    const { code, found } = check([...honest, planted]);
    expect(new Set(found)).toEqual(new Set([rule]));
    expect(code).toBe(1);
  });

  it('finds more calls at once than there are lines', () => {
    const together = ['2', '3', '4'].map((end) => call(`+861380000000${end}`, shanghai('11:00')));
    expect(new Set(check([...honest, ...together]).found)).toEqual(new Set(['lines']));
    expect(check([...honest, ...together.slice(1)]).code).toBe(0);
  });

  it('counts no dial that the carrier turned away, yet forbids it in the night', () => {
    const turned = (time: string) => call(somebody, shanghai(time), { admission: 'trunk-busy' });
    expect(check([...honest, turned('14:00:30')]).code).toBe(0);
    expect(check([...honest, turned('23:00')]).found).toEqual(['window']);
  });

  it('forgives what was permitted within the grace, and reads the program’s clock', () => {
    const late = [call('+8613800000002', shanghai('12:00:05'))];
    expect(check(late).code).toBe(1);
    expect(check(late, { ...rules, graceMs: 10_000 }).code).toBe(0);
    expect(check(late, { ...rules, clockShiftMs: -10_000 }).code).toBe(0);
  });

  it('masks numbers, and refuses what it cannot read', () => {
    expect(check([call('+8613812345678', shanghai('03:00'))]).said).toContain('+861****5678');
    expect(check([], { windows: [] })).toMatchObject({
      code: 2,
      said: expect.stringContaining('no such rule: windows'),
    });
    expect(check([], { holidays: [] })).toMatchObject({ code: 2, said: expect.stringContaining('want zones') });
    expect(check([[{ event: 'invite', callee: somebody }]])).toMatchObject({ code: 2 });
  });
});
