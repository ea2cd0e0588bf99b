import { readdirSync, readFileSync } from 'node:fs';
import type { ScriptDocument } from '../../contract/script-document.ts';
import { loadScriptFile } from '../load-script-file.ts';

/** The scripts of `examples/scripts`. */
export const sampleNames: readonly string[] = readdirSync(new URL('../../../examples/scripts/', import.meta.url))
  .filter((file) => file.endsWith('.yaml') && !file.endsWith('.cases.yaml'))
  .map((file) => file.replace('.yaml', ''));

/** A script of `examples/scripts`, which must be without a fault. */
export function sampleScript(name: string): ScriptDocument {
  const { document, problems } = loadScriptFile(sampleText(name));
  if (document === null || problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return document;
}

export function sampleText(name: string): string {
  return readFileSync(new URL(`../../../examples/scripts/${name}.yaml`, import.meta.url), 'utf8');
}
