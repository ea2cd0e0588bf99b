import { describe, expect, it } from 'vitest';
import { openBatchedHub } from './batched-hub.ts';
import { loadLibc } from './libc.ts';

describe('the C library', () => {
  it.each([
    ['darwin', 'arm64'],
    ['win32', 'x64'],
    ['linux', 'mips'],
  ])('is not called on %s %s, whose numbers are others', (platform, architecture) => {
    expect(() => loadLibc(platform, architecture)).toThrow(expect.objectContaining({ code: 'no-batched-sockets' }));
    expect(() => openBatchedHub(() => 0, platform, architecture)).toThrow(/wanted linux on x64 or arm64/);
  });

  it('says by name why it refused', () => {
    const libc = loadLibc('linux', 'x64');
    expect(libc.call.close(-1)).toBe(-1);
    expect(libc.errorCode()).toBe('EBADF');
  });
});
