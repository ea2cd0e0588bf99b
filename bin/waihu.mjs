#!/usr/bin/env node
// `waihu`: runs the sources where they are (a clone), the built program elsewhere (a package, an image) and where WAIHU_BUILT
// says that it was built from these sources.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'src', 'app', 'main.ts');
if (process.env.WAIHU_BUILT === undefined && existsSync(sources) && existsSync(join(root, 'node_modules', 'tsx'))) {
  const { register } = await import('tsx/esm/api');
  register();
  await import(sources);
} else {
  await import(join(root, 'dist', 'app', 'main.js'));
}
