import { once, setMaxListeners } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { entryBeside, startChild } from '../src/foundation/entry.ts';
import { systemRandom } from '../src/foundation/random.ts';
import { callKinds, keepOneCall, type CallKind, type SoakCounts } from './keep-calls.ts';
import type { ProductOptions, ProductOrder, ProductUsage } from './product-messages.ts';
import { host } from '../tests/peers/own-endpoint.ts';
import { Telephone } from './telephone.ts';

/**
 * `npm run soak -- --calls 100 --minutes 60`: the whole program in a process of its own, so many calls in the air, a new one
 * as an old one ends; then all are ended, and what is left is counted. Prints one line of JSON; ends with 1 where it does not hold.
 */
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '60' },
    path: { type: 'string', default: 'auto' },
  },
});
const wanted = Number(values.calls);
const durationMs = Number(values.minutes) * 60_000;
if (!(wanted >= 1 && wanted <= 300) || !(durationMs >= 30_000)) {
  console.error('wanted: npm run soak -- --calls 1…300 --minutes 0.5… [--path auto|dgram|batched]');
  process.exit(2);
}

const rtpPorts = { from: 17_000, to: 18_999 };
const password = 'soak-secret';
const telephonesPerCall = 2.5;
const mostGrowth = 0.05;
const mostFailed = 0.01;
const beginEveryMs = 60;
/** Code is compiled, caches are full, and the transactions of the first calls are over (32 s). */
const warmUpMs = Math.min(600_000, Math.max(45_000, durationMs / 4), durationMs / 2);
const emptyWithinMs = 20_000;

const extensions = Array.from({ length: Math.ceil(wanted * telephonesPerCall) + 5 }, (_, at) => String(6_000 + at));
const folder = await mkdtemp(join(tmpdir(), 'waihu-soak-'));
await chmod(folder, 0o711);
const options: ProductOptions = {
  folder: join(folder, 'data'),
  rtpPorts: `${rtpPorts.from}-${rtpPorts.to}`,
  mediaPath: values.path,
  extensions,
  password,
};
const product = startChild(entryBeside(import.meta.url, 'product-entry'), [JSON.stringify(options)], {
  execArgv: ['--expose-gc'],
});
const isStopping = { now: false };
product.on('exit', (code) => {
  if (isStopping.now) return;
  console.error(`the product ended by itself (${code ?? 'killed'}): see above`);
  process.exit(1);
});
const order = (what: ProductOrder): void => void product.send(what);
const reply = async (): Promise<ProductUsage> => ((await once(product, 'message')) as [ProductUsage])[0];
const usage = (): Promise<ProductUsage> => {
  const answered = reply();
  order({ kind: 'usage' });
  return answered;
};

/** The smallest of a few looks: what is held, not what is just being made. */
async function memory(): Promise<ProductUsage> {
  let least = await usage();
  for (let look = 0; look < 4; look++) {
    await sleep(500);
    const now = await usage();
    if (now.rssBytes < least.rssBytes) least = now;
  }
  return least;
}

/** UDP ports of the product's range that it has open. */
function openPorts(): number {
  const files = readdirSync(`/proc/${product.pid ?? 0}/fd`).map((fd) => linkOf(`/proc/${product.pid ?? 0}/fd/${fd}`));
  const own = new Set(files.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  const rows = readFileSync('/proc/net/udp', 'utf8').trim().split('\n').slice(1);
  return rows.filter((row) => {
    const columns = row.trim().split(/\s+/);
    const port = Number.parseInt(columns[1]?.split(':')[1] ?? '', 16);
    return port >= rtpPorts.from && port <= rtpPorts.to && own.has(columns[9] ?? '');
  }).length;
}

/** Empty where the file was closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

const { sipPort } = await reply();
const server = { transport: 'udp', host, port: sipPort } as const;
const telephones: Telephone[] = [];
for (const number of extensions) telephones.push(await Telephone.open(number, password, server));
console.error(`${telephones.length} telephones registered; ${wanted} calls for ${values.minutes} min`);

const counts: SoakCounts = {
  started: Object.fromEntries(callKinds.map((kind) => [kind, 0])) as Record<CallKind, number>,
  ended: 0,
  failed: new Map(),
};
const stop = new AbortController();
setMaxListeners(0, stop.signal);
const keeper = {
  telephones,
  random: systemRandom,
  counts,
  placeRobotCall: (address: string) => order({ kind: 'place', address }),
  signal: stop.signal,
};
const startedMs = performance.now();
const kept: Promise<void>[] = [];
for (let call = 0; call < wanted; call++) {
  kept.push(keepOneCall(keeper));
  await sleep(beginEveryMs);
}
await sleep(warmUpMs - (performance.now() - startedMs));
const before = await memory();
const measuredMs = performance.now();
await sleep(durationMs - (performance.now() - startedMs));
const after = await memory();
const cpuPercent = (100 * (after.cpuMs - before.cpuMs)) / (performance.now() - measuredMs);
stop.abort();
await Promise.all(kept);
let empty = await usage();
for (let waited = 0; waited < emptyWithinMs && (empty.inTheAir > 0 || openPorts() > 0); waited += 1_000) {
  await sleep(1_000);
  empty = await usage();
}

const started = callKinds.reduce((sum, kind) => sum + counts.started[kind], 0);
const failed = [...counts.failed.values()].reduce((sum, times) => sum + times, 0);
const stuck = Math.max(empty.inTheAir, started - counts.ended);
const portsLeft = openPorts();
const growth = after.rssBytes / before.rssBytes - 1;
const result = {
  soak: 'calls',
  calls: wanted,
  minutes: Number(values.minutes),
  started,
  ended: counts.ended,
  stuck,
  portsLeft,
  rssStart: before.rssBytes,
  rssEnd: after.rssBytes,
  growth: Number(growth.toFixed(4)),
  failed,
  budget: `stuck 0, portsLeft 0, memory < ${mostGrowth * 100} % up after warm-up, < ${mostFailed * 100} % of calls otherwise than they should go`,
  holds: stuck === 0 && portsLeft === 0 && growth < mostGrowth && failed < started * mostFailed,
  detail: {
    kinds: counts.started,
    failures: Object.fromEntries(counts.failed),
    inTheAirWhenMeasured: [before.inTheAir, after.inTheAir],
    heapStart: before.heapBytes,
    heapEnd: after.heapBytes,
    warmUpSec: warmUpMs / 1_000,
    cpuPercent: Number(cpuPercent.toFixed(1)),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  },
};
await Promise.all(telephones.map((one) => one.close()));
isStopping.now = true;
const gone = once(product, 'exit');
order({ kind: 'stop' });
await Promise.race([gone, sleep(20_000)]);
product.kill('SIGKILL');
await rm(folder, { recursive: true, force: true });
console.log(JSON.stringify(result));
process.exit(result.holds ? 0 : 1);
