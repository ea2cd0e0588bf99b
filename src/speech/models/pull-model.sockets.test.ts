import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../foundation/clock.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { fetchFile } from './fetch-file.ts';
import { installedModels, removeModel, verifyModel } from './installed-model.ts';
import { knownModels } from './known-models.ts';
import { modelBytes, type ModelManifest } from './model-manifest.ts';
import type { PullProgress } from './download-model.ts';
import { pullModel } from './pull-model.ts';

const bodies = {
  'model.int8.onnx': Buffer.alloc(300_000, 7),
  'tokens.txt': Buffer.from('<blk> 0\n你 1\n'),
};
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let folder = '';
let requests: string[] = [];
let close: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-models-'));
  requests = [];
});
afterEach(async () => {
  for (const one of close) await one();
  close = [];
  await rm(folder, { recursive: true });
});

async function serve(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    requests.push(`${request.url}${request.headers.range ? ` ${request.headers.range}` : ''}`);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  close.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** An address where nobody listens any more. */
async function deadUrl(): Promise<string> {
  const url = await serve(giving({}));
  await close.pop()?.();
  return url;
}

/** Gives the files, honouring Range. */
const giving =
  (files: Readonly<Record<string, Buffer>>): Answer =>
  (request, response) => {
    const body = files[request.url?.split('/').at(-1) ?? ''];
    if (!body) return void response.writeHead(404).end();
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from >= body.length) return void response.writeHead(416).end();
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': body.length - from });
    response.end(body.subarray(from));
  };

/** Sends the first half of the large file, then breaks off. */
const breakingOff: Answer = (request, response) => {
  const body = bodies[request.url?.slice(1) as keyof typeof bodies];
  response.writeHead(200, { 'content-length': body.length });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
};

function manifest(mirrors: ModelManifest['mirrors'], checksums = true): ModelManifest {
  return {
    name: 'small',
    task: 'recognizer',
    kind: 'zipformer2-ctc',
    languages: ['cmn'],
    title: 'small',
    licence: 'Apache-2.0',
    mirrors,
    files: [
      {
        role: 'model',
        path: 'model.int8.onnx',
        aboutBytes: 300_000,
        sha256: checksums ? sha(bodies['model.int8.onnx']) : null,
      },
      { role: 'tokens', path: 'tokens.txt', aboutBytes: null, sha256: checksums ? sha(bodies['tokens.txt']) : null },
    ],
  };
}

const mirror = (name: string, baseUrl: string) => ({ name, kind: 'files', baseUrl }) as const;
const options = (models: ModelManifest[]) => ({ modelFolder: folder, clock: systemClock, models });

test('a model is pulled, verified, listed, left alone when whole, and removed', async () => {
  const models = [manifest([mirror('here', await serve(giving(bodies)))])];
  const progress: PullProgress[] = [];
  const model = await pullModel('small', { ...options(models), onProgress: (step) => progress.push(step) });
  expect(model).toMatchObject({ name: 'small', from: 'here', folder: join(folder, 'small') });
  expect(progress.at(-1)).toEqual({
    file: 'tokens.txt',
    receivedBytes: 300_000 + bodies['tokens.txt'].length,
    totalBytes: 300_000,
  });
  expect(await verifyModel(model)).toEqual([]);
  expect((await installedModels(folder)).map(({ name }) => name)).toEqual(['small']);
  await pullModel('small', options(models));
  expect(requests).toHaveLength(2);
  await removeModel(folder, 'small');
  expect(await installedModels(folder)).toEqual([]);
  await expect(removeModel(folder, 'small')).rejects.toThrow("model 'small' is not in");
});

test('a pull that broke off is gone on with, from the byte where it stopped', async () => {
  let broken = false;
  const url = await serve((request, response) => {
    const answer = broken ? giving(bodies) : breakingOff;
    broken = true;
    answer(request, response);
  });
  const models = [manifest([mirror('here', url)])];
  await expect(pullModel('small', options(models))).rejects.toThrow(/here: http/);
  await pullModel('small', options(models));
  expect(requests[1]).toMatch(/^\/model\.int8\.onnx bytes=[1-9]\d*-$/);
  expect((await readFile(join(folder, 'small', 'model.int8.onnx'))).equals(bodies['model.int8.onnx'])).toBe(true);
});

test('a file with a wrong checksum is thrown away and the next mirror is asked', async () => {
  const wrong = await serve(giving({ ...bodies, 'model.int8.onnx': Buffer.alloc(300_000, 8) }));
  const right = await serve(giving(bodies));
  const model = await pullModel('small', options([manifest([mirror('wrong', wrong), mirror('right', right)])]));
  expect(model.from).toBe('right');
});

test('without a published checksum the size is checked, and what came is pinned', async () => {
  const html = await serve(giving({ ...bodies, 'model.int8.onnx': Buffer.from('<html>sign in</html>') }));
  const models = [manifest([mirror('portal', html)], false)];
  await expect(pullModel('small', options(models))).rejects.toThrow('is 20 bytes, wanted about 300000');
  const good = [manifest([mirror('good', await serve(giving(bodies)))], false)];
  const model = await pullModel('small', options(good));
  await writeFile(join(folder, 'small', 'tokens.txt'), bodies['tokens.txt'].toString().replace('你', '我'));
  expect(await verifyModel(model)).toEqual([{ file: 'tokens.txt', problem: 'wrong sha256' }]);
  await rm(join(folder, 'small', 'tokens.txt'));
  await writeFile(join(folder, 'small', 'model.int8.onnx'), 'short');
  expect(await verifyModel(model)).toEqual([
    { file: 'model.int8.onnx', problem: 'wrong size' },
    { file: 'tokens.txt', problem: 'missing' },
  ]);
  expect((await pullModel('small', options(good))).from).toBe('good');
  expect(await verifyModel(model)).toEqual([]);
});

test('404 sends on to the next mirror; when none is left each reason and the way out are said', async () => {
  const empty = await serve(giving({}));
  const right = await serve(giving(bodies));
  const both = [manifest([mirror('empty', empty), mirror('right', right)])];
  expect((await pullModel('small', options(both))).from).toBe('right');
  await removeModel(folder, 'small');
  const none = [manifest([mirror('empty', empty), mirror('away', await deadUrl())])];
  const refused = pullModel('small', options(none));
  await expect(refused).rejects.toThrow(
    /no source gave it whole\. empty: .*HTTP 404; away: .*ECONNREFUSED.*or a folder with model\.int8\.onnx, tokens\.txt/,
  );
});

test('an archive is unpacked, a broken one says so', async () => {
  const inside = join(folder, 'made', 'small');
  await mkdir(inside, { recursive: true });
  for (const [name, body] of Object.entries(bodies)) await writeFile(join(inside, name), body);
  spawnSync('tar', ['-cjf', join(folder, 'small.tar.bz2'), '-C', join(folder, 'made'), 'small']);
  const archive = await readFile(join(folder, 'small.tar.bz2'));
  const url = await serve(giving({ 'small.tar.bz2': archive, 'cut.tar.bz2': archive.subarray(0, archive.length / 2) }));
  const from = (name: string): ModelManifest => manifest([{ name: 'github', kind: 'archive', url: `${url}${name}` }]);
  await expect(pullModel('small', options([from('cut.tar.bz2')]))).rejects.toThrow('cannot be unpacked');
  const model = await pullModel('small', options([from('small.tar.bz2')]));
  expect(await verifyModel(model)).toEqual([]);
});

test('one mirror, or any address, can be asked for', async () => {
  const url = await serve(giving(bodies));
  const models = [manifest([mirror('away', await deadUrl()), mirror('near', url)])];
  expect((await pullModel('small', { ...options(models), from: { mirror: 'near' } })).from).toBe('near');
  await removeModel(folder, 'small');
  expect((await pullModel('small', { ...options(models), from: { baseUrl: url.slice(0, -1) } })).from).toBe(url);
  await removeModel(folder, 'small');
  const refused = pullModel('small', { ...options(models), from: { mirror: 'mars' } });
  await expect(refused).rejects.toThrow("has no mirror 'mars'; it has away, near");
});

describe('from a folder', () => {
  test('a known model is copied and checked', async () => {
    const source = await mkdtemp(join(folder, 'usb-'));
    for (const [name, body] of Object.entries(bodies)) await writeFile(join(source, name), body);
    const models = [manifest([])];
    expect((await pullModel('small', { ...options(models), from: { folder: source } })).from).toBe(source);
    await removeModel(folder, 'small');
    await rm(join(source, 'tokens.txt'));
    await expect(pullModel('small', { ...options(models), from: { folder: source } })).rejects.toThrow(
      "has no 'tokens.txt'",
    );
  });

  test('an unknown one is known by its files', async () => {
    const source = await mkdtemp(join(folder, 'usb-'));
    for (const name of [
      'encoder-1.onnx',
      'encoder-1.int8.onnx',
      'decoder-1.onnx',
      'joiner-1.onnx',
      'tokens.txt',
      'bpe.vocab',
    ])
      await writeFile(join(source, name), name);
    const model = await pullModel('mine', { ...options([]), from: { folder: source }, languages: ['yue'] });
    expect(model).toMatchObject({ kind: 'transducer', languages: ['yue'] });
    expect(model.files.map(({ path }) => path)).toEqual([
      'encoder-1.int8.onnx',
      'decoder-1.onnx',
      'joiner-1.onnx',
      'tokens.txt',
      'bpe.vocab',
    ]);
  });

  test('a folder without a model, or no folder, is refused with what was wanted', async () => {
    const empty = await mkdtemp(join(folder, 'usb-'));
    await expect(pullModel('mine', { ...options([]), from: { folder: empty } })).rejects.toThrow(
      'holds no recogniser and no voice',
    );
    await expect(pullModel('mine', { ...options([]), from: { folder: join(empty, 'no') } })).rejects.toThrow('ENOENT');
  });
});

test('an unknown name is refused with the names that are known', async () => {
  await expect(pullModel('whisper', { modelFolder: folder, clock: systemClock })).rejects.toThrow(
    /model 'whisper' is not known; known are sherpa-onnx-streaming/,
  );
});

test('a pull can be broken off, and a connection that gives nothing is given up', async () => {
  const stalled = await serve((_request, response) => response.writeHead(200, { 'content-length': 10 }).write('a'));
  const abort = new AbortController();
  const models = [manifest([mirror('stalled', stalled)])];
  const pulling = pullModel('small', {
    ...options(models),
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('enough')),
  });
  await expect(pulling).rejects.toThrow('enough');

  const clock = new FakeClock();
  const fetching = fetchFile({
    url: stalled,
    target: join(folder, 'file'),
    fetch,
    clock,
    stallMs: 5_000,
    onProgress: () => clock.tick(6_000),
  });
  await expect(fetching).rejects.toThrow('nothing came for too long');
});

test('a file that is here already is not fetched again', async () => {
  const url = await serve(giving({ whole: Buffer.from('0123456789') }));
  const target = join(folder, 'whole');
  await writeFile(target, '0123456789');
  const progress: number[] = [];
  await fetchFile({
    url: `${url}whole`,
    target,
    fetch,
    clock: systemClock,
    onProgress: (received) => progress.push(received),
  });
  expect(progress).toEqual([10]);
});

test('the list holds what it says: names and addresses agree, sizes are known where a mirror gives files one by one', () => {
  expect(new Set(knownModels.map(({ name }) => name)).size).toBe(knownModels.length);
  for (const model of knownModels) {
    expect(model.mirrors.length).toBeGreaterThan(0);
    for (const one of model.mirrors)
      for (const { path } of model.files)
        expect(one.kind === 'files' ? `${one.baseUrl}${path}` : one.url).toContain(`/${model.name}`);
    expect(model.files.some(({ role }) => role === (model.task === 'denoiser' ? 'model' : 'tokens'))).toBe(true);
    expect(modelBytes(model)).toBeGreaterThanOrEqual(0);
  }
});
