import { expect, it } from 'vitest';
import { tenantIdSchema } from '../../contract/ids.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { openExtensionWishes, type ExtensionState } from './extension-wishes.ts';

const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000a1');
const clock = new FakeClock();

/** A store that is away as often as `failures` says. */
function store(failures = 0) {
  const kept = new Map<string, ExtensionState>();
  let left = failures;
  const open = () =>
    openExtensionWishes({
      clock,
      logger: silentLogger,
      kept: () => Promise.resolve([...kept].map(([extension, state]) => ({ extension, ...state }))),
      keep(_tenant, { extension, forwardTo, doNotDisturb }) {
        if (left-- > 0) return Promise.reject(new Error('away'));
        kept.set(extension, { forwardTo, doNotDisturb });
        return Promise.resolve();
      },
    });
  return { kept, open };
}

it('what an extension asked for holds at once, and after a restart', async () => {
  const { open, kept } = store();
  const wishes = open();
  expect(wishes.of(tenantId, '8001')).toEqual({ forwardTo: null, doNotDisturb: null });
  wishes.wish(tenantId, '8001', { kind: 'forward', to: '8002' }, false);
  wishes.wish(tenantId, '8001', { kind: 'do-not-disturb' }, false);
  expect(wishes.of(tenantId, '8001')).toEqual({ forwardTo: '8002', doNotDisturb: true });
  await clock.tickAsync(0);
  expect(kept.get('8001')).toEqual({ forwardTo: '8002', doNotDisturb: true });
  const again = open();
  await again.remember(tenantId);
  expect(again.of(tenantId, '8001')).toEqual({ forwardTo: '8002', doNotDisturb: true });
});

it('asked twice not to be disturbed takes it back, also where the document says so', () => {
  const wishes = store().open();
  const ask = () => wishes.wish(tenantId, '8001', { kind: 'do-not-disturb' }, true).doNotDisturb;
  expect([ask(), ask()]).toEqual([false, true]);
});

it('is written as soon as the database is there, the newest alone', async () => {
  const { open, kept } = store(2);
  const wishes = open();
  wishes.wish(tenantId, '8001', { kind: 'forward', to: '8002' }, false);
  await clock.tickAsync(1);
  wishes.wish(tenantId, '8001', { kind: 'forward', to: '8003' }, false);
  expect(kept.size).toBe(0);
  await clock.tickAsync(10_000);
  expect(kept.get('8001')).toEqual({ forwardTo: '8003', doNotDisturb: null });
  wishes.close();
});

it('what was asked for while the past was read is newer than it', async () => {
  const { open, kept } = store();
  kept.set('8001', { forwardTo: '8009', doNotDisturb: null });
  const wishes = open();
  const reading = wishes.remember(tenantId);
  wishes.wish(tenantId, '8001', { kind: 'forward', to: null }, false);
  await reading;
  expect(wishes.of(tenantId, '8001').forwardTo).toBeNull();
});
