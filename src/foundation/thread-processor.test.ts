import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { allowedProcessors, keepOnProcessor, runOnAnyProcessor } from './thread-processor.ts';

const several = process.platform === 'linux' && availableParallelism() > 1;

describe.skipIf(!several)('a thread', () => {
  const before = allowedProcessors();
  afterEach(() => void runOnAnyProcessor());

  it('keeps to one of its processors, each part to another, and is let go again', () => {
    for (const part of [0, 1, before.length]) {
      runOnAnyProcessor();
      expect(keepOnProcessor(part)).toBe(true);
      expect(allowedProcessors()).toEqual([before[part % before.length]]);
    }
    expect(runOnAnyProcessor()).toBe(true);
    expect(allowedProcessors()).toEqual(before);
  });

  it('that may use one alone stays as it is', () => {
    keepOnProcessor(0);
    expect(keepOnProcessor(1)).toBe(false);
    expect(allowedProcessors()).toEqual([before[0]]);
  });
});
