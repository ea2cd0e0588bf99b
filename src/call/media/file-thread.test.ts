import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { FileThread } from './file-thread.ts';
import { FilesHere } from './testing/real-files.ts';

let folder: string;
let clock: FakeClock;
let here: FilesHere;
let files: FileThread;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-files-'));
  clock = new FakeClock();
  here = new FilesHere();
  files = new FileThread(clock, () => here as never);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('files that a thread writes', () => {
  it('hold what was appended, in order, with another head, and are summed without it', async () => {
    const file = await files.create(join(folder, 'a'));
    for (const text of ['one', 'two']) {
      const done = file.append(bytes(text));
      clock.tick(20);
      await done;
    }
    await file.rewriteHead(bytes('ONE'));
    expect(await file.close()).toBe(createHash('sha256').update('onetwo').digest('hex'));
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('ONEtwo');
  });

  it('take the blocks of 20 ms in one message, and at once where somebody closes', async () => {
    const all = await Promise.all(['a', 'b', 'c'].map((name) => files.create(join(folder, name))));
    const appended = all.map((file) => file.append(bytes('x')));
    clock.tick(20);
    await Promise.all(appended);
    expect(here.batches).toEqual([1, 1, 1, 3]);
    const last = all[0]?.append(bytes('y'));
    await all[1]?.close();
    await last;
    expect(here.batches).toEqual([1, 1, 1, 3, 2]);
  });

  it('tell which could not be made, and go on with the others', async () => {
    await expect(files.create(join(folder, 'nowhere', 'a'))).rejects.toThrow('ENOENT');
    const made = await files.create(join(folder, 'b'));
    expect(await made.close()).toMatch(/^e3b0c442/);
  });

  it('fail, all of them, when the thread is gone; the next has a new one', async () => {
    const file = await files.create(join(folder, 'a'));
    const waiting = file.append(bytes('x'));
    const gone = here;
    here = new FilesHere();
    gone.emit('error', new Error('out of memory'));
    await expect(waiting).rejects.toThrow('is gone: Error: out of memory');
    const next = await files.create(join(folder, 'b'));
    gone.emit('exit', 1);
    await expect(file.close()).rejects.toThrow('file 1 is not open');
    expect(await next.close()).toMatch(/^e3b0c442/);
  });
});

it('a thread of its own writes them', async () => {
  const own = new FileThread(clock);
  const file = await own.create(join(folder, 'a'));
  const done = file.append(bytes('from afar'));
  clock.tick(20);
  await done;
  expect(await file.close()).toBe(createHash('sha256').update('from afar').digest('hex'));
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('from afar');
  await own.close();
}, 20_000);
