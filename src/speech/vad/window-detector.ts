/** Samples of one window at 16 kHz: 32 ms. */
export const windowSamples = 512;

/** One window of one voice. */
export interface VoiceWindow {
  /** −1…1. */
  readonly samples: Float32Array;
  /** What is remembered of this voice; moves on as the window is judged. */
  readonly memory: VoiceMemory;
}

/** What a detector remembers of one voice from window to window; new: of one that was never heard. */
export class VoiceMemory {
  /** Two layers of Silero's recurrent state. */
  readonly layers = [new Float32Array(128), new Float32Array(128)] as const;
  /** The end of the window before. */
  readonly before = new Float32Array(64);
}

/** The probability (0–1) that each window holds a voice. A voice may be among them once. */
export type JudgeWindows = (windows: readonly VoiceWindow[]) => ArrayLike<number>;
