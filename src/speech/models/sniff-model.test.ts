import { describe, expect, test } from 'vitest';
import { knownModels } from './known-models.ts';
import { sniffModel } from './sniff-model.ts';

/** How the tokens of each kind begin. */
const tokens: Partial<Record<string, string>> = {
  'sense-voice': '<unk> 0\n<s> 1\n<|zh|> 24884\n',
  'offline-paraformer': '<blank> 0\n<s> 1\n</s> 2\n',
};

describe('a folder is known by its files', () => {
  test.each(knownModels.map((model) => [model.name, model] as const))('%s', (_, model) => {
    const names = [...model.files.map(({ path }) => path), ...(model.folders ?? []), 'README.md', 'date.fst'];
    const sniffed = sniffModel(names, tokens[model.kind] ?? '<blk> 0\n');
    expect(sniffed).toMatchObject({ kind: model.kind, task: model.task });
    const roles = (files: typeof model.files): string[] => files.map(({ role, path }) => `${role} ${path}`).sort();
    expect(roles(sniffed?.files ?? [])).toEqual(roles(model.files));
    expect(sniffed?.folders).toEqual(model.folders);
  });

  test('int8 is taken where float is there too, and a folder of anything else is none', () => {
    const both = sniffModel(['model.onnx', 'model.int8.onnx', 'tokens.txt'], '<blk> 0\n');
    expect(both?.files.map(({ path }) => path)).toEqual(['model.int8.onnx', 'tokens.txt']);
    expect(sniffModel(['holiday.jpg', 'model.onnx'], '')).toBeNull();
  });
});
