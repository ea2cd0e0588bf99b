import { describe, expect, it } from 'vitest';
import { tenantIdSchema } from '../../contract/ids.ts';
import { scriptDocumentSchema, type ScriptDocument } from '../../contract/script-document.ts';
import { scriptForCaller, type ScriptsForCallers } from './script-for-caller.ts';

const scriptOf = (id: string, ringBack?: string): ScriptDocument =>
  scriptDocumentSchema.parse({
    id,
    name: id,
    ringBack,
    patterns: { silence: { say: '喂？' }, noMatch: { say: '没听清。' } },
    flows: { main: { kind: 'main', start: 'hello', nodes: { hello: { kind: 'end' }, why: { kind: 'end' } } } },
  });
const tenantId = tenantIdSchema.parse('7b0f6a50-29a4-4d0c-9b56-0f3a2c1d4e5f');
const line = { tenantId, caller: '+8613800000001', called: '+861088886666' };

async function heard(campaign: ScriptDocument | null, ringBack: boolean, caller = line.caller): Promise<unknown> {
  const scripts: ScriptsForCallers = {
    scriptOf: async (_, name) => (name === 'desk' ? { script: scriptOf('desk'), version: 1 } : null),
    ringBackOf: async () => campaign && { script: campaign, version: 4, variables: { name: '王女士', city: '北京' } },
  };
  const asked = { name: 'desk', ringBack, variables: { city: '上海' } };
  const found = await scriptForCaller(scripts, { ...line, caller }, asked);
  return found && [found.script.id, found.version, found.ringsBack ?? false, found.variables];
}

describe('the script that a caller hears', () => {
  const known = { name: '王女士', city: '上海' };

  it.each([
    ['rings back a campaign that says why', scriptOf('spring', 'why'), true, ['spring', 4, true, known]],
    ['rings back a campaign that does not', scriptOf('spring'), true, ['desk', 1, false, known]],
    ['was called by nobody', null, true, ['desk', 1, false, { city: '上海' }]],
    ['calls a number that is not for that', scriptOf('spring', 'why'), false, ['desk', 1, false, { city: '上海' }]],
  ])('who %s', async (_, campaign, ringBack, wanted) => {
    expect(await heard(campaign, ringBack)).toEqual(wanted);
  });

  it('is the usual one where the number is withheld', async () => {
    expect(await heard(scriptOf('spring', 'why'), true, '')).toEqual(['desk', 1, false, { city: '上海' }]);
  });
});
