/** The two rates a frame may have. Telephone speech, 8 kHz, is the normal case. */
export type SampleRateHz = 8000 | 16000;

/** 20 ms of 16-bit signed mono PCM: 160 samples at 8 kHz, 320 at 16 kHz. */
export interface AudioFrame {
  readonly samples: Int16Array;
  readonly sampleRateHz: SampleRateHz;
}

export const frameMs = 20;

export function samplesPerFrame(sampleRateHz: SampleRateHz): number {
  return (sampleRateHz * frameMs) / 1000;
}

/** Throws where a frame's length and rate disagree: asserted at every stage, so that 16 kHz never passes for 8. */
export function assertFrame(frame: AudioFrame, wantedRateHz: SampleRateHz): void {
  if (frame.sampleRateHz !== wantedRateHz || frame.samples.length !== samplesPerFrame(wantedRateHz))
    throw new RangeError(
      `audio frame: ${frame.samples.length} samples at ${frame.sampleRateHz} Hz, wanted ${samplesPerFrame(wantedRateHz)} at ${wantedRateHz} Hz`,
    );
}
