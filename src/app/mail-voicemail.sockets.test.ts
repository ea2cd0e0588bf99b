import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIdSchema, type TenantId } from '../contract/ids.ts';
import { linesDocumentSchema } from '../contract/lines-document.ts';
import { systemClock } from '../foundation/clock.ts';
import { newUuid } from '../foundation/ids.ts';
import { silentLogger } from '../foundation/logger.ts';
import { runReactions } from '../storage/index.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { keepVoicemail, markVoicemail, smtpMailer, voicemailsOfBox } from '../voicemail/index.ts';
import { mailVoicemail } from './mail-voicemail.ts';

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly content: string;
}

let database: TestDatabase;
let folder: string;
let server: SMTPServer;
const received: Received[] = [];
let refuse = false;

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'waihu-mail-'));
  server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      if (username === 'waihu' && password === 'p@ss word') callback(null, { user: username });
      else callback(new Error('wrong password'));
    },
    onData(stream, { envelope }, callback) {
      let content = '';
      stream.on('data', (piece: Buffer) => (content += piece.toString('latin1')));
      stream.on('end', () => {
        if (refuse) return callback(Object.assign(new Error('mailbox full'), { responseCode: 452 }));
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        received.push({ from, to: envelope.rcptTo.map(({ address }) => address), content });
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const mailerOf = (password: string) =>
  smtpMailer({
    url: `smtp://waihu:${encodeURIComponent(password)}@127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    from: 'pbx@example.com',
  });

/** A message in the tenant's box, with its sound. */
async function leave(tenantId: TenantId, box: string, sound = 'RIFF the sound of a message'): Promise<void> {
  const callId = callIdSchema.parse(`n1-${randomUUID()}`);
  const file = `${callId}/voicemail-1.wav`;
  await mkdir(join(folder, 'recordings', dirname(file)), { recursive: true });
  await writeFile(join(folder, 'recordings', file), sound);
  const atMs = Date.UTC(2026, 2, 2, 2, 0);
  const message = { tenantId, callId, box, caller: '+8613812345678', file, durationMs: 4_000, atMs, key: file };
  await keepVoicemail({ database, newId: newUuid }, message);
}

function reacting(password: string) {
  const document = linesDocumentSchema.parse({
    extensions: [
      { name: '8001', password: 'env:P', voicemail: { email: 'amy@example.com' } },
      { name: '8002', password: 'env:P', voicemail: {} },
    ],
  });
  const office = {
    config: { dataFolder: folder, utcOffsetMinutes: 480 },
    lines: { of: async () => ({ version: 1, document }) },
  } as unknown as Parameters<typeof mailVoicemail>[0];
  return runReactions(database, [mailVoicemail(office, mailerOf(password))], {
    clock: systemClock,
    logger: silentLogger,
  });
}

/** As if the pause before the next attempt were over. */
const nextAttempt = () => sql`update waihu_jobs._private_jobs set run_at = now()`.execute(database.admin);

describe('a message that was left', () => {
  it('is mailed with its sound to the address of its box, and not at all where the box has none', async () => {
    const tenantId = await database.newTenant();
    const running = await reacting('p@ss word');
    await leave(tenantId, '8002');
    await leave(tenantId, '8001');
    await running.drained();
    await running.close();
    expect(received.splice(0)).toEqual([
      {
        from: 'pbx@example.com',
        to: ['amy@example.com'],
        content: expect.stringContaining(
          Buffer.from('RIFF the sound of a message').toString('base64'),
        ) as unknown as string,
      },
    ]);
  });

  it('is mailed later where the mail server would not take it, and then once', async () => {
    const tenantId = await database.newTenant();
    const running = await reacting('p@ss word');
    refuse = true;
    await leave(tenantId, '8001');
    await running.drained();
    expect(received).toEqual([]);
    refuse = false;
    await nextAttempt();
    await running.drained();
    await nextAttempt();
    await running.drained();
    await running.close();
    expect(received.splice(0)).toHaveLength(1);
  });

  it('is not mailed any more once it is deleted', async () => {
    const tenantId = await database.newTenant();
    await leave(tenantId, '8001');
    const [message] = await voicemailsOfBox(database, tenantId, '8001');
    await markVoicemail(database, tenantId, { voicemailId: message!.voicemailId, as: 'deleted' });
    const running = await reacting('p@ss word');
    await running.drained();
    await running.close();
    expect(received).toEqual([]);
  });
});

it('what went wrong is told without the password and without what was sent', async () => {
  const mail = { messageId: '<a@waihu>', to: 'amy@example.com', subject: 's', text: 't' };
  const attachment = { name: 'a.wav', type: 'audio/wav', bytes: new Uint8Array() } as const;
  const refused = await mailerOf('guess')({ ...mail, attachment }).catch((error: unknown) => error as Error);
  expect(refused).toMatchObject({ code: 'mail-not-sent', facts: { code: 'EAUTH' } });
  const nobody = smtpMailer({ url: 'smtp://u:hush@127.0.0.1:9', from: 'pbx@example.com' });
  const away = await nobody({ ...mail, attachment }).catch((error: unknown) => error as Error);
  expect(away).toMatchObject({ code: 'mail-not-sent', message: expect.stringContaining('127.0.0.1') as string });
  expect(JSON.stringify([refused, away, String(refused), String(away)])).not.toMatch(/guess|hush|amy/);
});

it('a password is not said in clear to another machine', async () => {
  const { port } = server.server.address() as AddressInfo;
  const plain = smtpMailer({ url: `smtp://waihu:x@[::ffff:127.0.0.1]:${port}`, from: 'pbx@example.com' });
  const attachment = { name: 'a.wav', type: 'audio/wav', bytes: new Uint8Array() } as const;
  const sending = plain({ messageId: '<b@waihu>', to: 'amy@example.com', subject: 's', text: 't', attachment });
  await expect(sending).rejects.toMatchObject({ code: 'mail-not-sent', facts: { code: 'ETLS' } });
});
