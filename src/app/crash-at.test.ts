import { afterEach, expect, it, vi } from 'vitest';
import { crashAt } from './crash-at.ts';

const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
afterEach(() => kill.mockClear());

it('never kills where nothing is set', () => {
  crashAt(null)('talking');
  expect(kill).not.toHaveBeenCalled();
});

it('kills this process with SIGKILL at the first time of the point and at no other point', () => {
  const reach = crashAt('talking');
  reach('ringing');
  expect(kill).not.toHaveBeenCalled();
  reach('talking');
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGKILL');
});

it('kills at the n-th time', () => {
  const reach = crashAt('ringing:3');
  reach('ringing');
  reach('ringing');
  expect(kill).not.toHaveBeenCalled();
  reach('ringing');
  expect(kill).toHaveBeenCalledOnce();
});
