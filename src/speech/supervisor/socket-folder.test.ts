import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeSocketFolder } from './socket-folder.ts';

test('sockets stand in the data folder where only we may enter, elsewhere when its path is too long', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'waihu-'));
  const near = makeSocketFolder(dataFolder, 8);
  expect(near.pathOf('say-0')).toBe(join(dataFolder, 'speech', 'say-0'));
  expect(statSync(join(dataFolder, 'speech')).mode & 0o777).toBe(0o700);
  const far = makeSocketFolder(join(dataFolder, 'x'.repeat(100)), 8);
  expect(Buffer.byteLength(far.pathOf('hear-100'))).toBeLessThanOrEqual(107);
  near.remove();
  far.remove();
  expect(() => statSync(far.pathOf(''))).toThrow(/ENOENT/);
  rmSync(dataFolder, { recursive: true });
});
