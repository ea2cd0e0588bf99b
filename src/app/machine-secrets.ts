import { readFile } from 'node:fs/promises';
import type { SecretSources } from '../lines/index.ts';

/** Secrets as this machine keeps them: in the environment and in files. */
export const machineSecrets: SecretSources = {
  env: (name) => process.env[name],
  readFile: (path) => readFile(path, 'utf8'),
};
