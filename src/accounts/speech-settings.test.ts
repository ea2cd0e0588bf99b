import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { usualSpeechSettings } from '../contract/speech-settings.ts';
import { silentLogger } from '../foundation/logger.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { openSpeechSettings } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

const own = { recognizers: ['house', 'cloud'], synthesizers: ['cloud'], denoise: true, gainControl: true };

it('keeps what a tenant set, for it alone, over a restart', async () => {
  const [mine, other] = [await database.newTenant(), await database.newTenant()];
  await using first = await openSpeechSettings(database, [mine, other], silentLogger);
  expect(first.of(mine)).toEqual(usualSpeechSettings);
  await first.set(mine, own);
  expect([first.of(mine), first.of(other)]).toEqual([own, usualSpeechSettings]);
  await first.set(mine, { ...own, denoise: false });
  await using again = await openSpeechSettings(database, [mine, other], silentLogger);
  expect([again.of(mine), again.of(other)]).toEqual([{ ...own, denoise: false }, usualSpeechSettings]);
});

it('tells another node, of a tenant it did not know too', async () => {
  const mine = await database.newTenant();
  await using here = await openSpeechSettings(database, [mine], silentLogger);
  await using there = await openSpeechSettings(database, [], silentLogger);
  await here.set(mine, own);
  await vi.waitFor(() => expect(there.of(mine)).toEqual(own), 10_000);
});
