import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal, openLiveCalls, startMedia, type LiveSwitch } from '../../call/index.ts';
import type { LiveServices } from '../../contract/live-services.ts';
import { startSpeechEngines } from '../../speech/index.ts';
import { datagramPathHere } from '../../telephony/index.ts';
import type { Closers } from '../closers.ts';
import type { Config } from '../config.ts';
import { guardInvites } from '../guard-invites.ts';
import type { World } from '../open-office.ts';
import { openSip } from '../open-sip.ts';
import { wantedEngines } from '../wanted-engines.ts';

/** What carries calls and nothing else: SIP on ports of its own, media and voices. It hears text and keys, and reaches no trunk. */
export async function openCaseLine(
  config: Config,
  world: World,
  services: LiveServices,
  closers: Closers,
): Promise<LiveSwitch> {
  const { clock, random, logger } = world;
  const folder = await mkdtemp(join(tmpdir(), 'waihu-cases-'));
  closers.add(() => rm(folder, { recursive: true, force: true }));
  const inviteGuard = guardInvites({ trunksAt: () => [] }, clock, logger);
  const sip = await openSip({ ...config.sip, port: 0, binds: {} }, { clock, random, logger, inviteGuard });
  closers.add(() => sip.close());
  const { journal } = await openJournal(join(folder, 'journal'), clock);
  closers.add(() => journal.close());
  const speech = await startSpeechEngines({ ...(await wantedEngines(config, world)), recognizers: [] });
  closers.add(() => speech.close());
  const media = startMedia(
    {
      ports: config.rtpPorts,
      speech: speech.sockets,
      cacheBytes: 32 * 1_048_576,
      cacheFolder: join(config.dataFolder, 'voice-cache'),
      mediaTimeoutMs: 8_000,
      recordings: [],
      datagrams: datagramPathHere(config.mediaPath),
    },
    logger,
    1,
  );
  closers.add(() => media.close());
  const recordingsFolder = join(folder, 'recordings');
  await mkdir(recordingsFolder);
  const live = openLiveCalls({
    sip,
    media,
    services,
    journal,
    clock,
    logger,
    mediaAddress: config.mediaAddress,
    recordingsFolder,
    recognizer: null,
    utcOffsetMinutes: config.utcOffsetMinutes,
    reach: () => undefined,
  });
  closers.add(() => live.drain(0));
  await media.ready;
  return live;
}
