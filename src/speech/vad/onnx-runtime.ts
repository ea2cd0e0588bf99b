import { createRequire } from 'node:module';
import { CodedError } from '../../foundation/errors.ts';
import { loadKoffi, loadLibrary, type Pointer } from '../../foundation/native-library.ts';

/** Null: it worked. */
type Status = Pointer;

/** Functions of `struct OrtApi` (onnxruntime_c_api.h) by their places in it, which never change: new ones are added at its end. */
const places = {
  GetErrorMessage: [2, 'const char *(void *)'],
  CreateEnv: [3, 'void *(int, const char *, _Out_ void **)'],
  CreateSession: [7, 'void *(void *, const char *, void *, _Out_ void **)'],
  Run: [9, 'void *(void *, void *, const char **, void **, size_t, const char **, size_t, void **)'],
  CreateSessionOptions: [10, 'void *(_Out_ void **)'],
  SetIntraOpNumThreads: [24, 'void *(void *, int)'],
  CreateTensorWithData: [49, 'void *(void *, void *, size_t, const int64_t *, size_t, int, _Out_ void **)'],
  CreateCpuMemoryInfo: [69, 'void *(int, int, _Out_ void **)'],
} as const;
const functions = 70;
/** Of the interface: any runtime since 1.17 has it. */
const apiVersion = 17;
const logErrors = 3;
const [arenaAllocator, defaultMemory] = [1, 0];

type Api = Readonly<Record<keyof typeof places, (...values: unknown[]) => Status>>;

/** A tensor over memory of ours, which must not be small enough for V8 to move: give it an `ArrayBuffer` of its own. */
export type Tensor = { readonly tensor: Pointer };

export interface OnnxSession {
  tensor(data: Float32Array | BigInt64Array, shape: readonly number[]): Tensor;
  /** Synchronous; reads and writes the tensors' memory. */
  run(inputs: Readonly<Record<string, Tensor>>, outputs: Readonly<Record<string, Tensor>>): void;
}

/**
 * Path of the ONNX Runtime that sherpa-onnx brings along. Throws `no-onnx-runtime` where that package, or one for this
 * platform, is missing.
 */
export function findOnnxRuntime(platform: string = process.platform, architecture: string = process.arch): string {
  const file = platform === 'darwin' ? 'libonnxruntime.dylib' : 'libonnxruntime.so';
  try {
    const sherpa = createRequire(import.meta.url).resolve('sherpa-onnx-node');
    return createRequire(sherpa).resolve(`sherpa-onnx-${platform}-${architecture}/${file}`);
  } catch (error) {
    const wanted = `sherpa-onnx-node with its ${file} for ${platform} ${architecture}`;
    throw new CodedError('no-onnx-runtime', `ONNX Runtime: wanted the package ${wanted}`, {}, error);
  }
}

/**
 * Loads a model, on one thread, through the C interface of ONNX Runtime. A broken model may end the process. Throws
 * `no-onnx-runtime` where the runtime or the package `koffi` does not load, `onnx-failed` for what the runtime refuses.
 */
export function openOnnxSession(modelPath: string, runtimePath: string = findOnnxRuntime()): OnnxSession {
  const api = loadApi(runtimePath);
  const made = (call: keyof Api, ...values: unknown[]): Pointer => {
    const into = [null];
    assertDone(api, call, api[call](...values, into));
    return into[0];
  };
  const environment = made('CreateEnv', logErrors, 'waihu');
  const options = made('CreateSessionOptions');
  assertDone(api, 'SetIntraOpNumThreads', api.SetIntraOpNumThreads(options, 1));
  const session = made('CreateSession', environment, modelPath, options);
  const memory = made('CreateCpuMemoryInfo', arenaAllocator, defaultMemory);
  return {
    tensor(data, shape) {
      const type = data instanceof Float32Array ? 1 : 7;
      const count = shape.reduce((product, size) => product * size, 1);
      const bytes = count * data.BYTES_PER_ELEMENT;
      const sizes = shape.map(BigInt);
      return { tensor: made('CreateTensorWithData', memory, data, bytes, sizes, sizes.length, type) };
    },
    run(inputs, outputs) {
      const of = (tensors: Readonly<Record<string, Tensor>>): Pointer[] =>
        Object.values(tensors).map(({ tensor }) => tensor);
      const [ins, outs] = [Object.keys(inputs), Object.keys(outputs)];
      const status = api.Run(session, null, ins, of(inputs), ins.length, outs, outs.length, of(outputs));
      assertDone(api, 'Run', status);
    },
  };
}

function loadApi(runtimePath: string): Api {
  try {
    const koffi = loadKoffi();
    const base = loadLibrary(runtimePath).func('void *OrtGetApiBase()')();
    const [getApi] = koffi.decode(base, koffi.array('void *', 1)) as Pointer[];
    const apiOf = koffi.decode(getApi, koffi.proto('void *(uint32_t)')) as (version: number) => Pointer;
    const table = koffi.decode(apiOf(apiVersion), koffi.array('void *', functions)) as Pointer[];
    return Object.fromEntries(
      Object.entries(places).map(([name, [at, prototype]]) => [name, koffi.decode(table[at], koffi.proto(prototype))]),
    ) as unknown as Api;
  } catch (error) {
    throw new CodedError(
      'no-onnx-runtime',
      `ONNX Runtime: ${runtimePath} does not load through the package koffi`,
      {},
      error,
    );
  }
}

function assertDone(api: Api, call: keyof Api, status: Status): void {
  if (status !== null)
    throw new CodedError('onnx-failed', `ONNX Runtime: ${call}: ${String(api.GetErrorMessage(status))}`);
}
