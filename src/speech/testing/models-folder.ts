import { join, resolve } from 'node:path';

/** Real models and real speech: in `WAIHU_MODELS_DIR`, else beside the project. Tests and benches do without them where there are none. */
export const modelsFolder = resolve(
  // oxlint-disable-next-line node/no-process-env -- tests and benches alone read it: the models lie where the machine keeps them
  process.env['WAIHU_MODELS_DIR'] ?? join(import.meta.dirname, '../../../../shared/models'),
);
