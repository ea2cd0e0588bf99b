import { describe, expect, it } from 'vitest';
import { tenantIdSchema } from '../contract/ids.ts';
import { linesDocumentSchema, type LinesDocument } from '../contract/lines-document.ts';
import { silentLogger } from '../foundation/logger.ts';
import { openExtensionBook, type ExtensionBook } from './extension-book.ts';

const first = tenantIdSchema.parse('11111111-1111-4111-8111-111111111111');
const second = tenantIdSchema.parse('22222222-2222-4222-8222-222222222222');
const secrets: Record<string, string> = { A: 'one', B: 'two' };

const open = (): ExtensionBook =>
  openExtensionBook({
    domain: 'waihu.local',
    firstTenantId: first,
    secrets: { env: (name) => secrets[name], readFile: () => Promise.reject(new Error('none')) },
    logger: silentLogger,
  });
const lines = (...passwords: readonly (readonly [string, string])[]): LinesDocument =>
  linesDocumentSchema.parse({ extensions: passwords.map(([name, env]) => ({ name, password: `env:${env}` })) });

describe('the extension book', () => {
  it('knows who may register where, and nobody else', async () => {
    const book = open();
    await book.use(first, lines(['8001', 'A']));
    await book.use(second, lines(['8001', 'B']));
    expect(await book.accountOf('8001', 'waihu.local')).toMatchObject({ user: '8001', password: 'one' });
    expect(await book.accountOf('8001', `${second}.waihu.local`)).toMatchObject({ password: 'two' });
    expect(await book.accountOf('8002', 'waihu.local')).toBeNull();
    expect(await book.accountOf('8001', 'elsewhere')).toBeNull();
    expect(book.houseOf('waihu.local')?.tenantId).toBe(first);
  });

  it('takes an address for the first tenant, and an unknown name for nobody', async () => {
    const book = open();
    await book.use(first, lines(['8001', 'A']));
    expect(['127.0.0.1', '[::1]', 'localhost', 'Waihu.Local'].map((host) => book.domainOf(host))).toEqual(
      Array.from({ length: 4 }, () => 'waihu.local'),
    );
    expect(book.domainOf('example.org')).toBeNull();
    expect(book.domainOf(`${second}.waihu.local`)).toBeNull();
  });

  it('tells which extensions are gone or have another password, and leaves one without a secret out', async () => {
    const book = open();
    expect(await book.use(first, lines(['8001', 'A'], ['8002', 'A'], ['8003', 'A']))).toEqual([]);
    expect(await book.use(first, lines(['8001', 'A'], ['8002', 'B']))).toEqual([
      '8002@waihu.local',
      '8003@waihu.local',
    ]);
    await book.use(first, lines(['8009', 'MISSING']));
    expect(await book.accountOf('8009', 'waihu.local')).toBeNull();
    expect(book.houseOf('waihu.local')?.lines.extensions[0]?.name).toBe('8009');
  });
});
