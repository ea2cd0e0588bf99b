import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const checked = [
  'src',
  'console',
  'scripts',
  'package.json',
  'rooms.mjs',
  'tsconfig.json',
  'tsconfig.base.json',
  '.dependency-cruiser.mjs',
];
let copy = '';

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'waihu-rooms-'));
  await Promise.all(checked.map((path) => cp(path, join(copy, path), { recursive: true })));
  await symlink(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

/** What `npm run rooms`, a part of `npm run ok`, says of the copied tree. */
function checkRooms(): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/check-rooms.mjs'], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

test('the tree as it is breaks no rule of the rooms', () => {
  const { status, said } = checkRooms();
  expect(said).toMatch(/no dependency violations found \([1-9]\d{2,} modules/u);
  expect(status).toBe(0);
});

const planted = [
  ['upwards', 'src/audio/planted.ts', '../call/index.ts', 'audio-looks-only-down'],
  ['past the door of a room', 'src/call/planted.ts', '../dialogue/advance.ts', 'enter-by-the-door'],
  ['of the database into the live half', 'src/speech/planted.ts', 'pg', 'live-half-has-no-database'],
  ['of a room into the console', 'console/planted.ts', '../src/call/index.ts', 'console-knows-only-the-contract'],
] as const;

describe('planted imports across rooms', () => {
  let found: ReturnType<typeof checkRooms>;
  beforeAll(async () => {
    for (const [, file, imported] of planted) await writeFile(join(copy, file), `import '${imported}';\n`);
    found = checkRooms();
    for (const [, file] of planted) await rm(join(copy, file));
  });

  test('fail the check', () => {
    expect(found.status).not.toBe(0);
  });

  test.each(planted)('%s: %s is named', (_what, file, _imported, rule) => {
    expect(found.said).toContain(`error ${rule}: ${file}`);
  });
});
