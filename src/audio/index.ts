/**
 * Arithmetic on samples: 20 ms frames, G.711, resampling, mixing, wav files, tones made and heard, levels. Everything is
 * a pure function of numbers, or a small object fed frame by frame; nothing here knows packets, calls, files or time.
 */
export { frameMs, samplesPerFrame } from './audio-frame.ts';
export { ComfortNoise } from './comfort-noise.ts';
export { DtmfDetector } from './dtmf-detector.ts';
export { decodeG711, encodeG711, g711Silence, type G711Codec } from './g711.ts';
export { G722Decoder, G722Encoder } from './g722.ts';
export { toneShare } from './goertzel.ts';
export { levelDbfs, rms } from './level.ts';
export { holdMusic } from './hold-music.ts';
export { joined } from './joined.ts';
export { Loop } from './loop.ts';
export { FrameMixer, mixInto } from './mix.ts';
export { Downsampler, Upsampler } from './resample.ts';
export { TelephoneDownsampler } from './telephone-downsampler.ts';
export { ToneDetector } from './tone-detector.ts';
export { addTone, CadenceSource, dtmfPair, progressTones, toneSound } from './tone.ts';
export { formatWav, formatWavHeader, framesOf, parseWav, readAsTelephoneSound, telephoneSound } from './wav.ts';
