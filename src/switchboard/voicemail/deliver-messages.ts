import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatWav, framesOf, levelDbfs, parseWav, telephoneSound } from '../../audio/index.ts';
import type { CallSurroundings } from '../../call/index.ts';
import { nodeOf } from '../../contract/ids.ts';
import { leftMessageSchema } from '../../contract/voicemail.ts';
import { every } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import { leastVoicedMs } from './message-machine.ts';
import { folderSlips, type MessageSlip } from './message-slips.ts';

type Surroundings = Pick<CallSurroundings, 'services' | 'recordingsFolder' | 'clock' | 'logger'>;

const deadlineMs = 5_000;
const tryAgainEveryMs = 10_000;
/** Of a frame that somebody may have spoken in. */
const voicedAboveDbfs = -42;

/** Hands a kept message over; where that fails its slip stays, and it is tried again later. */
export async function deliverMessage(
  slip: MessageSlip,
  { services, recordingsFolder, logger }: Omit<Surroundings, 'clock'>,
): Promise<void> {
  try {
    await services.storeVoicemail(leftMessageSchema.parse(slip), AbortSignal.timeout(deadlineMs));
    folderSlips(recordingsFolder).remove(slip);
  } catch (error) {
    logger.warn({ callId: slip.callId, reason: messageOf(error) }, 'a voicemail message waits to be kept');
  }
}

/**
 * Hands over what waits, now and every ten seconds: messages that the business half could not take, and those whose call
 * an earlier run of this node left open. The returned function ends it.
 */
export function deliverWaitingMessages(around: Surroundings & { readonly node: string }): () => Promise<void> {
  const { clock, logger, recordingsFolder, node } = around;
  const slips = folderSlips(recordingsFolder);
  const own = (): MessageSlip[] => slips.read().filter(({ callId }) => nodeOf(callId) === node);
  const handOver = async (): Promise<void> => {
    for (const slip of own()) if (slip.state === 'kept') await deliverMessage(slip, around);
  };
  const begin = async (left: readonly MessageSlip[]): Promise<void> => {
    for (const slip of left) await closeMessage(slip, around);
    await handOver();
  };
  // Read before this returns: a slip that is opened later is of a call of this run.
  let last = begin(own().filter(({ state }) => state === 'open'));
  const inTurn = (work: () => Promise<void>): void => {
    last = last.then(work).catch((error: unknown) => {
      logger.error({ reason: messageOf(error) }, 'waiting voicemail messages could not be read');
    });
  };
  inTurn(() => Promise.resolve());
  const stop = every(clock, tryAgainEveryMs, () => inTurn(handOver));
  return async () => {
    stop();
    await last;
  };
}

/** A message that a dead process left: kept as far as it was spoken, where that is worth keeping. */
async function closeMessage(slip: MessageSlip, { recordingsFolder, logger }: Surroundings): Promise<void> {
  const slips = folderSlips(recordingsFolder);
  const path = join(recordingsFolder, slip.file);
  const samples = await readFile(path).then(
    (bytes) => telephoneSound(parseWav(bytes, slip.file)),
    () => new Int16Array(),
  );
  const voicedMs = framesOf(samples).filter((frame) => levelDbfs(frame) > voicedAboveDbfs).length * 20;
  if (voicedMs < leastVoicedMs) {
    await rm(path, { force: true });
    return slips.remove(slip);
  }
  // Its header told of more than was written.
  await writeFile(path, formatWav({ sampleRateHz: 8000, channels: 1, samples }));
  slips.write({ ...slip, state: 'kept', durationMs: samples.length / 8 });
  logger.info({ callId: slip.callId }, 'a voicemail message that an earlier run left was closed');
}
