import { once } from 'node:events';
import type { ScriptDocument } from '../contract/script-document.ts';
import { entryBeside, startThread } from '../foundation/entry.ts';
import { CodedError, type Facts } from '../foundation/errors.ts';
import type { ScriptProblem } from '../dialogue/index.ts';
import type { ImportedScript, ScriptFormat } from './exchange/exchange-script.ts';

/** What the thread is asked for, by name. */
export interface ScriptWork {
  readonly import: {
    readonly asks: { readonly bytes: Uint8Array; readonly file: string; readonly onto: ScriptDocument | null };
    readonly answers: ImportedScript;
  };
  readonly export: {
    readonly asks: { readonly document: ScriptDocument; readonly format: ScriptFormat };
    readonly answers: Uint8Array;
  };
  readonly lint: {
    readonly asks: { readonly document: ScriptDocument };
    readonly answers: readonly ScriptProblem[];
  };
}
export type ScriptTask = {
  readonly [Name in keyof ScriptWork]: { readonly name: Name } & ScriptWork[Name]['asks'];
}[keyof ScriptWork];

export type ScriptAnswer =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly facts: Facts };

/** A workbook that unpacks to more than this ends its thread, not the program. */
const maxThreadMemoryMb = 512;

async function inThread<Name extends keyof ScriptWork>(
  task: Extract<ScriptTask, { name: Name }>,
): Promise<ScriptWork[Name]['answers']> {
  const worker = startThread(entryBeside(import.meta.url, 'scripts-entry'), task, {
    resourceLimits: { maxOldGenerationSizeMb: maxThreadMemoryMb },
  });
  try {
    const [answer] = (await once(worker, 'message')) as [ScriptAnswer];
    if (answer.kind === 'error') throw new CodedError(answer.code, answer.message, answer.facts);
    return answer.result as ScriptWork[Name]['answers'];
  } finally {
    await worker.terminate();
  }
}

/** `importScript` in a thread: a large sheet takes seconds to read and to judge. */
export const importScriptInThread = (
  bytes: Uint8Array,
  file: string,
  onto: ScriptDocument | null,
): Promise<ImportedScript> => inThread({ name: 'import', bytes, file, onto });

/** `exportScript` in a thread. */
export const exportScriptInThread = (document: ScriptDocument, format: ScriptFormat): Promise<Uint8Array> =>
  inThread({ name: 'export', document, format });

/** `lintScript` in a thread, without a look at recordings. */
export const lintInThread = (document: ScriptDocument): Promise<readonly ScriptProblem[]> =>
  inThread({ name: 'lint', document });
