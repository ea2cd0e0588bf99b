import { expect } from 'vitest';
import { toneSound } from '../../audio/index.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';
import { heardTones, soundingSpans, type HeardTone } from './heard-tones.ts';
import { priceTalk } from './price-talk.ts';
import { RobotCallRig, type RobotCallOptions } from './robot-call-rig.ts';

/** A voice: a row of syllables of 200 ms, none of them a pitch that the robot has. */
export function customerVoice(ms: number, levelDbfs = -22): Int16Array {
  const sound = toneSound({ frequenciesHz: [225, 365, 1_705, 2_105], levelDbfs }, ms);
  return sound.map((sample, index) => sample * Math.min(1, 0.03 + 2 * Math.abs(Math.sin((Math.PI * index) / 1_600))));
}

/** What a call's recording holds. */
export interface Heard {
  readonly robot: Int16Array;
  readonly customer: Int16Array;
  readonly tones: readonly HeardTone[];
  /** Spans in which the customer speaks, in ms of the recording. */
  readonly spoke: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** Runs a call and reads its recording; in none does the robot speak with two voices. */
export async function recorded(
  customer: (call: RobotCallRig) => Promise<void>,
  { script = priceTalk(), ...options }: RobotCallOptions & { readonly script?: ScriptDocument } = {},
): Promise<Heard> {
  const call = await RobotCallRig.answered(script, options);
  await customer(call);
  const channels = await call.channels();
  const tones = heardTones(channels.robot);
  expect(tones.filter((tone) => tone === 'mixed').length, 'frames with two of the robot’s voices').toBeLessThan(
    tones.length * 0.01,
  );
  return { ...channels, tones, spoke: soundingSpans(channels.customer, 300, -40) };
}

/** When the robot fell silent after `atMs`, from `atMs`. */
export function stoppedAfterMs({ robot }: Heard, atMs: number): number {
  const span = soundingSpans(robot, 160).find(({ toMs }) => toMs > atMs);
  return span ? Math.max(0, span.toMs - atMs) : 0;
}

/** When the customer first spoke, in ms of the recording. */
export const firstSpokeAt = ({ spoke }: Heard): number => spoke[0]?.fromMs ?? NaN;

/** So long into a sentence of the robot's the customer speaks for so long, with these words or none, and then listens. */
export function speaksInto(
  sentence: string,
  { afterMs = 1_500, lastsMs = 1_200, words = '', thenMs = 6_000 },
): (call: RobotCallRig) => Promise<void> {
  return async (call) => {
    await call.untilSaying(sentence);
    await call.pass(afterMs);
    await call.says(customerVoice(lastsMs), words);
    await call.pass(thenMs);
  };
}
