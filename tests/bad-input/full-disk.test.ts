import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startTestProgram } from '../../src/app/testing/test-program.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import { startSimulator } from '../../src/simulator/index.ts';

const smallDisk = (place: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', place]).status === 0;
const unmount = (place: string): void => void spawnSync('umount', [place]);

/** A disk of our own to fill needs the right to mount one. Where it is missing, `media-engine.test.ts` has the same without a disk. */
function mayMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'waihu-mount-'));
  const may = smallDisk(place);
  if (may) unmount(place);
  rmSync(place, { recursive: true });
  if (!may) process.emitWarning('the test of a full disk is skipped: mounting a tmpfs is not allowed here');
  return may;
}

const caller = '+9990000001';
const { runIf } = describe;

runIf(mayMount())('a full disk while recording', () => {
  it('ends the recording and not the call, and the record says what happened', async () => {
    const simulator = await startSimulator({ seed: 2, callerNumbers: [caller], voice: 'murmur', only: ['silent'] });
    const program = await startTestProgram();
    const recordings = join(program.waihu.config.dataFolder, 'recordings');
    try {
      expect(smallDisk(recordings)).toBe(true);
      await program.run('lines apply', {
        text: `trunks:\n  - { name: carrier, proxy: '${simulator.sipAddress.udp}', callerNumbers: ['${caller}'], simulated: true }\n`,
      });
      const [number] = await simulator.numbers(1);
      const { text } = await program.run('trunk test', { name: 'carrier', number });
      expect(text).toMatch(/\ncall +answered/u);
      const [record] = (await program.records()) as [CallRecord];
      expect(record.degraded).toEqual([{ what: 'recording', reason: expect.stringContaining('ENOSPC') as string }]);
      expect(record.recording).toMatchObject({ complete: false });
      // The robot said all it had to say, and the conversation came to its own end.
      expect(record.transcript.map(({ speaker, completed }) => [speaker, completed])).toEqual([
        ['robot', true],
        ['robot', true],
      ]);
      expect(record).toMatchObject({ hangUpBy: 'robot' });
      expect(record.talkSec).toBeGreaterThan(6);
      expect(await readdir(recordings)).toEqual([record.callId]);
      const [truth] = await simulator.log();
      expect(truth!.truth.hungUpBy).toBe('robot');
    } finally {
      await program.waihu.live.drain(0);
      unmount(recordings);
      await program.close();
      await simulator.close();
    }
  });
});
