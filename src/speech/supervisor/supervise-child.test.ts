import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../foundation/logger.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { superviseChild, type SupervisedChild } from './supervise-child.ts';

/** A child process as its supervisor sees it. */
class FakeChild extends EventEmitter {
  readonly pid = undefined;
  connected = true;
  readonly killed: string[] = [];

  kill(signal: string): boolean {
    this.killed.push(signal);
    this.emit('exit', null, signal);
    return true;
  }

  disconnect(): void {
    this.connected = false;
  }
}

function supervised(): { supervisor: SupervisedChild; children: FakeChild[]; clock: FakeClock } {
  const children: FakeChild[] = [];
  const clock = new FakeClock();
  const start = (): ChildProcess => {
    const child = new FakeChild();
    children.push(child);
    return child as unknown as ChildProcess;
  };
  const supervisor = superviseChild({ what: 'synthesiser', start, clock, logger: silentLogger, loadMs: 5_000 });
  return { supervisor, children, clock };
}

const ready = { kind: 'ready', name: 'espeak-ng' };

test('ready when the child says so, and started again when it dies', async () => {
  const { supervisor, children, clock } = supervised();
  children[0]?.emit('message', ready);
  expect(await supervisor.ready).toBe('espeak-ng');
  children[0]?.emit('exit', null, 'SIGKILL');
  expect(supervisor.pid).toBeNull();
  clock.tick(99);
  expect(children).toHaveLength(1);
  clock.tick(1);
  expect(children).toHaveLength(2);
  expect(supervisor.restarts).toBe(1);
});

describe('gives up', () => {
  test('when the child refuses', async () => {
    const { supervisor, children, clock } = supervised();
    children[0]?.emit('message', { kind: 'refused', reason: 'no voice' });
    children[0]?.emit('exit', 3, null);
    await expect(supervisor.ready).rejects.toThrow('synthesiser refused to start: no voice');
    clock.tick(100_000);
    expect(children).toHaveLength(1);
  });

  test('when it dies twice while loading', async () => {
    const { supervisor, children, clock } = supervised();
    children[0]?.emit('exit', null, 'SIGABRT');
    clock.tick(100);
    children[1]?.emit('exit', 255, null);
    children[1]?.emit('exit', 255, null);
    await expect(supervisor.ready).rejects.toThrow('died 2 times while loading (exit code 255)');
  });

  test('when it loads too long twice', async () => {
    const { supervisor, children, clock } = supervised();
    clock.tick(11_000);
    expect(children.map((child) => child.killed)).toEqual([['SIGKILL'], ['SIGKILL']]);
    await expect(supervisor.ready).rejects.toThrow('SIGKILL');
  });

  test('when it cannot be started at all', async () => {
    const { supervisor, children, clock } = supervised();
    children[0]?.emit('error', new Error('spawn EAGAIN'));
    clock.tick(100);
    children[1]?.emit('error', new Error('spawn EAGAIN'));
    await expect(supervisor.ready).rejects.toThrow('spawn EAGAIN');
  });
});

describe('closing', () => {
  test('lets the child end by itself', async () => {
    const { supervisor, children, clock } = supervised();
    children[0]?.emit('message', ready);
    const closed = supervisor.close();
    expect(children[0]?.connected).toBe(false);
    children[0]?.emit('exit', 0, null);
    await closed;
    clock.tick(100_000);
    expect(children).toHaveLength(1);
    expect(children[0]?.killed).toEqual([]);
  });

  test('kills one that does not, and one whose channel is gone', async () => {
    const { supervisor, children, clock } = supervised();
    const closed = supervisor.close();
    clock.tick(2_000);
    await closed;
    expect(children[0]?.killed).toEqual(['SIGKILL']);
    await expect(supervisor.ready).rejects.toThrow('closed while loading');

    const other = supervised();
    if (other.children[0]) other.children[0].connected = false;
    await other.supervisor.close();
    expect(other.children[0]?.killed).toEqual(['SIGKILL']);
  });

  test('cancels a restart that was due', async () => {
    const { supervisor, children, clock } = supervised();
    children[0]?.emit('message', ready);
    children[0]?.emit('exit', null, 'SIGKILL');
    await supervisor.close();
    clock.tick(100_000);
    expect(children).toHaveLength(1);
  });
});
