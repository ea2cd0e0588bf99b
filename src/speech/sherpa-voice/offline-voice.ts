/** A native synthesiser, seen by its speaker: what sherpa-onnx's `OfflineTts` is, without its file names. */
export interface OfflineVoice {
  readonly name: string;
  readonly sampleRateHz: number;
  /** Voices in the model, numbered from 0. */
  readonly speakers: number;
  /**
   * Speaks a text by one of the voices; 1 is its own speed. `onSamples` (−1…1) comes as often as the model has a piece
   * ready and returns false to stop. Resolves when all is said or stopped, also when nothing in the text can be said.
   */
  speak(
    text: string,
    options: { readonly speaker: number; readonly speed: number },
    onSamples: (samples: Float32Array) => boolean,
  ): Promise<void>;
}
