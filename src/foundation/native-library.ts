import { createRequire } from 'node:module';

/** Memory of a C library, by its address. */
export type Pointer = unknown;

/** A C library: its functions by their prototypes. A function takes memory as a typed array, a pointer, or null. */
interface NativeLibrary {
  func(prototype: string): (...values: unknown[]) => unknown;
}

/** The part of the optional package `koffi` (https://koffi.dev) that we call. */
export interface Koffi {
  load(path: string | null): NativeLibrary;
  /** Of the last call, as in `os.constants.errno`. */
  errno(): number;
  address(memory: ArrayBuffer): bigint;
  array(type: string, length: number): unknown;
  proto(prototype: string): unknown;
  decode(pointer: Pointer, type: unknown): unknown;
  decode(pointer: Pointer, offset: number, type: string): unknown;
  encode(pointer: Pointer, offset: number, type: string, value: number): void;
}

/** Throws where the package is not installed. */
export const loadKoffi = (): Koffi => createRequire(import.meta.url)('koffi') as Koffi;

/** One that nobody refers to is unloaded, and functions found by their addresses do not refer to it. */
const loaded = new Map<string | null, NativeLibrary>();

/** Loads a library, once; null: what this program is linked with. Throws where it, or the package `koffi`, is missing. */
export function loadLibrary(path: string | null): NativeLibrary {
  const library = loaded.get(path) ?? loadKoffi().load(path);
  loaded.set(path, library);
  return library;
}

/** All of a library's functions that are called, by their names. Throws as `loadLibrary` does, and where it lacks one. */
export function loadFunctions<Functions extends object>(
  path: string | null,
  prototypes: Readonly<Record<keyof Functions, string>>,
): Functions {
  const library = loadLibrary(path);
  return Object.fromEntries(
    Object.entries<string>(prototypes).map(([name, prototype]) => [name, library.func(prototype)]),
  ) as Functions;
}
