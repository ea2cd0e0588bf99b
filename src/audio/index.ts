/**
 * Arithmetic on samples: 20 ms frames, G.711, resampling, mixing, wav files, tones made and heard, levels. Everything is
 * a pure function of numbers, or a small object fed frame by frame; nothing here knows packets, calls, files or time.
 */
export { assertFrame, frameMs, samplesPerFrame, type AudioFrame, type SampleRateHz } from './audio-frame.ts';
export { noiseSound } from './comfort-noise.ts';
export { DtmfDetector, type InBandKey } from './dtmf-detector.ts';
export { decodeG711, encodeG711, g711Silence, type G711Codec } from './g711.ts';
export { power, tonePower, toneShare } from './goertzel.ts';
export { amplitudeToDbfs, dbfsToAmplitude, levelDbfs, rms, silenceDbfs } from './level.ts';
export { fade, mixInto } from './mix.ts';
export { Downsampler, resample, Upsampler } from './resample.ts';
export { singleTone, type SingleTone } from './single-tone.ts';
export { ToneDetector, type HeardTone } from './tone-detector.ts';
export {
  addTone,
  CadenceSource,
  dtmfPair,
  progressTones,
  toneSound,
  type Cadence,
  type ProgressTone,
  type ToneSpec,
} from './tone.ts';
export {
  formatWav,
  formatWavHeader,
  framesOf,
  parseWav,
  telephoneSound,
  wavHeaderBytes,
  type WavSound,
} from './wav.ts';
