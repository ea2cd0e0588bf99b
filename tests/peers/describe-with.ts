import { describe } from 'vitest';

/** Whether a missing peer is a fault: in CI, and where WAIHU_REQUIRE_PEERS says so. */
const peersRequired = process.env['CI'] !== undefined || process.env['WAIHU_REQUIRE_PEERS'] !== undefined;

/**
 * Tests that need a peer. Where `missing` says why it cannot run they are skipped and say so; where peers are required they
 * fail.
 */
export const describeWith =
  (missing: string | null) =>
  (name: string, body: () => void): void => {
    if (missing === null || peersRequired) describe(name, body);
    else describe.skip(`${name} (${missing})`, body);
  };
