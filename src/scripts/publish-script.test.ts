import { expect, test } from 'vitest';
import { tenantIdSchema } from '../contract/ids.ts';
import { scriptDocumentSchema } from '../contract/script-document.ts';
import { testDatabase } from '../storage/testing/test-database.ts';
import { findScript, listScripts, publishScript } from './publish-script.ts';

const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000aa');
const other = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000bb');
const script = (say: string, to = 'bye') =>
  scriptDocumentSchema.parse({
    id: 'spring',
    name: '春季',
    purpose: 'service',
    flows: {
      main: {
        kind: 'main',
        start: 'hello',
        nodes: { hello: { kind: 'speak', say, branches: [{ on: 'any', to }] }, bye: { kind: 'end', say: '再见' } },
      },
    },
    patterns: { silence: { say: '喂' }, noMatch: { say: '没听清' } },
  });

test('publishing keeps every version, and publishing the same again makes none', async () => {
  await using database = await testDatabase();
  expect(await publishScript(database, tenantId, script('您好'), 1_000)).toEqual({ version: 1, changed: true });
  expect(await publishScript(database, tenantId, script('您好'), 2_000)).toEqual({ version: 1, changed: false });
  expect(await publishScript(database, tenantId, script('早上好'), 3_000)).toEqual({ version: 2, changed: true });
  expect((await findScript(database, tenantId, 'spring', 1))?.document).toEqual(script('您好'));
  expect((await findScript(database, tenantId, 'spring'))?.version).toBe(2);
  expect(await findScript(database, tenantId, 'spring', 3)).toBeNull();
  expect(await listScripts(database, tenantId)).toEqual([
    { scriptId: 'spring', name: '春季', publishedVersion: 2, publishedAtMs: 3_000 },
  ]);
  expect(await listScripts(database, other)).toEqual([]);
});

test('two who publish at once get two versions', async () => {
  await using database = await testDatabase();
  const answers = await Promise.all([
    publishScript(database, tenantId, script('甲'), 1),
    publishScript(database, tenantId, script('乙'), 1),
  ]);
  expect(answers.map(({ version }) => version).sort()).toEqual([1, 2]);
});

test('a script with a branch to nowhere is not published', async () => {
  await using database = await testDatabase();
  await expect(publishScript(database, tenantId, script('您好', 'nowhere'), 1)).rejects.toThrow(
    /'nowhere', which does not exist/,
  );
  expect(await findScript(database, tenantId, 'spring')).toBeNull();
});
