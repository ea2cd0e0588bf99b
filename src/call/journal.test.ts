import { mkdtemp, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callIdSchema, tenantIdSchema } from '../contract/ids.ts';
import { FakeClock } from '../foundation/testing/fake-clock.ts';
import { formatEntry, openCallsOf, openJournal, parseJournal, type JournalEntry } from './journal.ts';

const callId = callIdSchema.parse('n1-00000000-0000-4000-8000-000000000001');
const other = callIdSchema.parse('n1-00000000-0000-4000-8000-000000000002');
const identity = {
  callId: 'x',
  localTag: 'a',
  remoteTag: null,
  localUri: 'sip:a',
  remoteUri: 'sip:b',
  remoteTarget: 'sip:b',
  routes: [],
  localSequence: 1,
  inviteSequence: 1,
  inviteBranch: 'z9hG4bK1',
  nextHop: { host: '127.0.0.1', port: 5060, transport: 'udp' as const },
};
const started = (id = callId): JournalEntry => ({
  kind: 'event',
  event: {
    kind: 'call-started',
    callId: id,
    atMs: 1,
    tenantId: tenantIdSchema.parse('00000000-0000-4000-8000-0000000000aa'),
    attemptId: null,
    campaignId: null,
    leadId: null,
    direction: 'outbound',
    callee: '+99912345678',
    caller: '+99900000001',
    trunk: 't',
    scriptId: 's',
    scriptVersion: 1,
  },
});

test('parseJournal() reads what formatEntry() wrote, up to a line that is cut or changed', () => {
  const lines = [
    started(),
    { kind: 'dialog', callId, leg: 'customer', identity, answered: false },
    { kind: 'kept', callId },
  ] as const;
  const text = lines.map(formatEntry).join('');
  expect(parseJournal(Buffer.from(text))).toEqual(lines);
  expect(parseJournal(Buffer.from(text.slice(0, -3)))).toEqual(lines.slice(0, 2));
  expect(parseJournal(Buffer.from(text.replace('"answered":false', '"answered":trueX')))).toEqual(lines.slice(0, 1));
});

test('openCallsOf() leaves out kept calls and dialogs that are over', () => {
  const open = openCallsOf([
    started(),
    started(other),
    { kind: 'dialog', callId, leg: 'customer', identity, answered: true },
    { kind: 'dialog', callId: other, leg: 'customer', identity, answered: true },
    { kind: 'dialog-over', callId, leg: 'customer' },
    { kind: 'kept', callId: other },
  ]);
  expect(open.map((call) => [call.callId, call.events.length, call.dialogs.length])).toEqual([[callId, 1, 0]]);
});

test('openCallsOf() gives the last dialogue of a call, with all its steps', () => {
  const opening = { atMs: 1, utcOffsetMinutes: 480, scriptId: 's', scriptVersion: 1, variables: {} };
  const step = (afterMs: number) => ({ afterMs, input: { kind: 'silence' }, moves: [] });
  const open = openCallsOf([
    { kind: 'dialogue-stepped', callId: other, step: step(1) },
    started(),
    { kind: 'dialogue-opened', callId, opening },
    { kind: 'dialogue-stepped', callId, step: step(2) },
    { kind: 'dialogue-opened', callId, opening },
    { kind: 'dialogue-stepped', callId, step: step(3) },
    { kind: 'dialogue-stepped', callId, step: step(4) },
  ]);
  expect(open.map((call) => call.dialogue)).toEqual([{ opening, steps: [step(3), step(4)] }]);
});

test('openJournal() hands over what an earlier run left, and forgets it only when asked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'journal-'));
  const clock = new FakeClock();
  const first = await openJournal(folder, clock);
  first.journal.append(started());
  clock.tick(50);
  first.journal.append({ kind: 'dialog', callId, leg: 'customer', identity, answered: false });
  first.journal.flush();
  const second = await openJournal(folder, clock);
  expect(second.leftovers).toMatchObject([{ callId, dialogs: [{ identity: { inviteBranch: 'z9hG4bK1' } }] }]);
  second.journal.append({ kind: 'kept', callId });
  second.journal.close();
  await second.forgetLeftovers();
  const third = await openJournal(folder, clock);
  expect(third.leftovers).toEqual([]);
  expect((await readdir(folder)).length).toBe(2);
});

test('openJournal() reads a journal cut in mid-line, as kill -9 leaves it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'journal-'));
  const file = join(folder, 'journal-1.log');
  await writeFile(file, formatEntry(started()) + formatEntry(started(other)));
  await truncate(file, (await readFile(file)).length - 10);
  const { leftovers } = await openJournal(folder, new FakeClock());
  expect(leftovers.map((call) => call.callId)).toEqual([callId]);
});
