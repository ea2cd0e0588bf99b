import { expect, test } from 'vitest';
import { isPermanentStatus } from './status.ts';

test('what the asker did wrong stays wrong, but for haste; what the service did may pass', () => {
  expect([400, 401, 402, 403, 404, 413, 422].filter(isPermanentStatus)).toHaveLength(7);
  expect([200, 301, 408, 425, 429, 500, 502, 503, 504].filter(isPermanentStatus)).toEqual([]);
});
