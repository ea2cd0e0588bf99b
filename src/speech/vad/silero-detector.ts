import { openOnnxSession, type OnnxSession, type Tensor } from './onnx-runtime.ts';
import { windowSamples, type JudgeWindows, type VoiceWindow } from './window-detector.ts';

const contextSamples = 64;
const inputSamples = contextSamples + windowSamples;
const layerSize = 128;
const rateHz = 16_000n;
/** Windows in one run. A run of 16 takes 0.076 ms a window, runs of one 0.19 ms, and more gains nothing. */
const mostAtOnce = 16;

const floats = (count: number): Float32Array => new Float32Array(new ArrayBuffer(count * 4));

/** Tensors of one number of windows, over the memory that all numbers share. */
interface Batch {
  readonly inputs: Readonly<Record<'input' | 'state' | 'sr', Tensor>>;
  readonly outputs: Readonly<Record<'output' | 'stateN', Tensor>>;
}

/**
 * Silero VAD v5, one copy of it for all voices: each run judges a window of many. Synchronous; a bad model aborts the process:
 * only for the detector's own process.
 */
export function sileroDetector(modelPath: string, open: (path: string) => OnnxSession = openOnnxSession): JudgeWindows {
  const session = open(modelPath);
  const input = floats(mostAtOnce * inputSamples);
  const state = floats(2 * mostAtOnce * layerSize);
  const nextState = floats(2 * mostAtOnce * layerSize);
  const output = floats(mostAtOnce);
  const rate = new BigInt64Array(new ArrayBuffer(8)).fill(rateHz);
  const batches = new Map<number, Batch>();

  const batchOf = (count: number): Batch => {
    const known = batches.get(count);
    if (known) return known;
    const made: Batch = {
      inputs: {
        input: session.tensor(input, [count, inputSamples]),
        state: session.tensor(state, [2, count, layerSize]),
        sr: session.tensor(rate, []),
      },
      outputs: {
        output: session.tensor(output, [count, 1]),
        stateN: session.tensor(nextState, [2, count, layerSize]),
      },
    };
    batches.set(count, made);
    return made;
  };
  const layerAt = (layer: number, at: number, count: number): number => (layer * count + at) * layerSize;

  const run = (windows: readonly VoiceWindow[]): Float32Array => {
    const count = windows.length;
    for (const [at, { samples, memory }] of windows.entries()) {
      input.set(memory.before, at * inputSamples);
      input.set(samples, at * inputSamples + contextSamples);
      for (const [layer, values] of memory.layers.entries()) state.set(values, layerAt(layer, at, count));
    }
    const { inputs, outputs } = batchOf(count);
    session.run(inputs, outputs);
    for (const [at, { samples, memory }] of windows.entries()) {
      memory.before.set(samples.subarray(windowSamples - contextSamples));
      for (const [layer, values] of memory.layers.entries()) {
        const from = layerAt(layer, at, count);
        values.set(nextState.subarray(from, from + layerSize));
      }
    }
    return output.slice(0, count);
  };

  return (windows) => {
    const judged = new Float32Array(windows.length);
    for (let from = 0; from < windows.length; from += mostAtOnce)
      judged.set(run(windows.slice(from, from + mostAtOnce)), from);
    return judged;
  };
}
