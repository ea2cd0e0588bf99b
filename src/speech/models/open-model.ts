import { CodedError } from '../../foundation/errors.ts';
import { readInstalledModel, verifyModel, type InstalledModel } from './installed-model.ts';

/** A model whose every file is as it was pulled. @throws CodedError `model-damaged` naming each that is not. */
export async function openModel(folder: string): Promise<InstalledModel> {
  const model = await readInstalledModel(folder);
  const problems = await verifyModel(model);
  if (problems.length === 0) return model;
  const what = problems.map(({ file, problem }) => `${file} (${problem})`).join(', ');
  throw new CodedError('model-damaged', `model '${model.name}' is damaged: ${what}; remove it and pull it again`);
}
