import { callOrderSchema } from '../src/contract/call-order.ts';
import { smallScript } from '../src/dialogue/testing/small-script.ts';
import { newUuid } from '../src/foundation/ids.ts';
import { readConfig } from '../src/app/config.ts';
import { createLogger } from '../src/app/logging.ts';
import { runInside, worldOf } from '../src/app/run-command.ts';
import { startWaihu } from '../src/app/start-waihu.ts';
import type { ProductOptions, ProductOrder, ProductUsage } from './product-messages.ts';

/** The whole program as it is started for users, in a process of its own, with the soak's extensions. */
const options = JSON.parse(process.argv[2] ?? '') as ProductOptions;
process.env['WAIHU_SOAK_PASSWORD'] = options.password;
const environment = {
  WAIHU_DATA: options.folder,
  WAIHU_HTTP_PORT: '0',
  WAIHU_SIP_PORT: '0',
  WAIHU_RTP_PORTS: options.rtpPorts,
  WAIHU_MEDIA_PATH: options.mediaPath,
  WAIHU_LOG: 'error',
};
const config = readConfig(environment, process.getuid?.() === 0);
const world = worldOf(config, createLogger(config.logLevel));
const waihu = await startWaihu(config, world, { consoleFolder: null });
const extensions = options.extensions.map((name) => `  - { name: '${name}', password: 'env:WAIHU_SOAK_PASSWORD' }`);
await runInside(
  waihu,
  'lines apply',
  { text: `extensions:\n${extensions.join('\n')}\n` },
  { signal: new AbortController().signal, say: () => undefined, progress: () => undefined },
);

const script = smallScript(
  {
    start: {
      kind: 'speak',
      say: '您好，这里是保险服务中心，想和您说一下新的计划，您方便吗？',
      silenceMs: 2_000,
      branches: [{ on: 'silence', to: 'start' }],
    },
  },
  {
    purpose: 'test',
    patterns: {
      maxRounds: 100,
      silence: { afterMs: 2_000, max: 9, say: '您还在吗？' },
      noMatch: { max: 9, say: '我没听清。' },
    },
  },
);

async function place(address: string): Promise<void> {
  const destination = { kind: 'address', address, caller: '', realTimeText: false };
  const nobody = { attemptId: null, campaignId: null, leadId: null };
  const { tenantId } = waihu;
  await waihu.live.place(
    callOrderSchema.parse({ callId: `soak-${newUuid()}`, tenantId, ...nobody, destination, script, scriptVersion: 1 }),
  );
}

function usage(): ProductUsage {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    sipPort: waihu.sip.addresses[0]?.port ?? 0,
    inTheAir: waihu.live.inTheAir,
    rssBytes: rss,
    heapBytes: heapUsed,
    cpuMs: (user + system) / 1_000,
  };
}

process.on('disconnect', () => process.exit());
process.on('message', (order: ProductOrder) => {
  if (order.kind === 'place') void place(order.address);
  else if (order.kind === 'usage') process.send?.(usage());
  else void waihu.close().then(() => process.exit());
});
process.send?.(usage());
