import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

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

/** Puts a file into the copy for one check. */
async function checkWith(file: string, text: string): Promise<ReturnType<typeof checkRooms>> {
  await writeFile(join(copy, file), text);
  const found = checkRooms();
  await rm(join(copy, file));
  return found;
}

test('the tree as it is breaks no rule of the rooms', () => {
  const { status, said } = checkRooms();
  expect(said).toMatch(/no dependency violations found \([1-9]\d{2,} modules/u);
  expect(status).toBe(0);
}, 60_000);

test.each([
  ['across rooms upwards', 'src/audio/planted.ts', "import '../call/index.ts';\n", 'audio-looks-only-down'],
  ['past the door of a room', 'src/call/planted.ts', "import '../dialogue/advance.ts';\n", 'enter-by-the-door'],
  ['of the database into the live half', 'src/speech/planted.ts', "import 'pg';\n", 'live-half-has-no-database'],
  [
    'of a room into the console',
    'console/planted.ts',
    "import '../src/call/index.ts';\n",
    'console-knows-only-the-contract',
  ],
] as const)(
  'a planted import %s fails, and is named',
  async (_what, file, text, rule) => {
    const { status, said } = await checkWith(file, text);
    expect(status).not.toBe(0);
    expect(said).toContain(`error ${rule}: ${file}`);
  },
  60_000,
);
