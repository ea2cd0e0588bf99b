import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultDataFolder, prepareClusterPlace, socketFolderFor, socketName } from './cluster-place.ts';
import { isZombie } from './postmaster.ts';

test('a socket path is never longer than the kernel takes, however long the folder', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z外呼]{1,30}$/), { maxLength: 12 }), (names) => {
      const folder = socketFolderFor(join('/', ...names));
      expect(Buffer.byteLength(join(folder, socketName))).toBeLessThanOrEqual(107);
    }),
  );
  expect(socketFolderFor('/data/postgres')).toBe('/data/postgres/run');
});

test('two long folders have two sockets', () => {
  expect(socketFolderFor(`/${'a'.repeat(200)}`)).not.toBe(socketFolderFor(`/${'b'.repeat(200)}`));
});

test('data lies with the user, or for root where another account can reach it', () => {
  expect(defaultDataFolder(1000, '/home/li')).toBe('/home/li/.local/share/waihu');
  expect(defaultDataFolder(0, '/root')).toBe('/var/lib/waihu');
});

test('a database folder that is a link or a file is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-place-'));
  await chmod(folder, 0o711);
  for (const [name, make] of [
    ['link', (path: string) => symlink('/etc', path)],
    ['file', (path: string) => writeFile(path, '')],
  ] as const) {
    const dataFolder = join(folder, name);
    await mkdir(dataFolder, { mode: 0o711 });
    await make(join(dataFolder, 'postgres'));
    await expect(prepareClusterPlace(dataFolder)).rejects.toThrow(/EEXIST|belongs to/);
  }
  await rm(folder, { recursive: true });
});

test.each([
  ['123 (postgres) S 1 123', false],
  ['123 (postgres) Z 1 123', true],
  ['123 (a) Z (b) R 1 123', false],
  ['123 (a) R) X 0 0', true],
])('%j is a zombie: %s', (procStat, answer) => {
  expect(isZombie(procStat)).toBe(answer);
});
