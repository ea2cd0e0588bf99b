import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { buildProgram, type CliDoors } from '../../src/cli/index.ts';
import { readSpeechServices } from '../../src/app/speech-services.ts';
import { campaignFieldsSchema } from '../../src/contract/campaign-settings.ts';
import { linesDocumentSchema } from '../../src/contract/lines-document.ts';
import { nodeSchema, scriptDocumentSchema } from '../../src/contract/script-document.ts';
import { loadCaseFile, loadPersonas } from '../../src/rehearsal/index.ts';
import { loadScriptFile } from '../../src/scripts/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guides = readdirSync(join(root, 'docs', 'guides')).map((name) => join('docs', 'guides', name));
const documents = ['README.md', 'README.zh-CN.md', ...guides];
const textOf = (document: string): string => readFileSync(join(root, document), 'utf8');

/** Every `waihu …` of a document's code, without what is commented behind it. */
const commandsOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const command = /(?:^|`)(?:npx )?waihu ([^`#]+)/.exec(line.trim())?.[1]?.trim();
    return command === undefined || command.includes('…') ? [] : [command];
  });

const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map((match) => match[1] ?? '');

/** What of `command` the program does not know, or null. Options are known by the command that takes them. */
function unknownIn(command: string): string | null {
  let at = buildProgram({ version: '0' } as CliDoors);
  const words = command.split(/\s+/);
  const positional: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--help') continue;
    if (word.startsWith('-')) {
      const option = at.options.find(({ long, short }) => word === long || word === short);
      if (!option) return `${at.name()} has no option ${word}`;
      if (option.required || option.optional) index++;
      continue;
    }
    const below = positional.length === 0 ? at.commands.find((each) => each.name() === word) : undefined;
    if (below) at = below;
    else if (at.commands.length > 0) return `${at.name()} has no command ${word}`;
    else positional.push(word);
  }
  if (at.registeredArguments.length < positional.length) return `${at.name()} takes no ${positional.at(-1) ?? ''}`;
  const missing = at.registeredArguments.filter(({ required }) => required)[positional.length];
  if (missing && words.length > 2 && at.commands.length === 0) return `${at.name()} wants <${missing.name()}>`;
  return null;
}

const isNode = (value: unknown): boolean => typeof value === 'object' && value !== null && 'kind' in value;

describe.each(documents)('%s', (document) => {
  it('names commands and options that there are', () => {
    const commands = commandsOf(textOf(document));
    expect(commands).not.toEqual([]);
    expect(commands.flatMap((command) => unknownIn(command) ?? [])).toEqual([]);
  });

  it('shows scripts, lines and speech services that are right', () => {
    for (const block of blocksOf(textOf(document), 'yaml')) {
      const content = parse(block) as Record<string, unknown>;
      if ('flows' in content) expect(loadScriptFile(block).problems).toEqual([]);
      else if ('services' in content) expect(readSpeechServices(document, block, new Set())).not.toEqual([]);
      else if ('cases' in content) expect(loadCaseFile(block, document).cases).not.toEqual([]);
      else if ('personas' in content) expect(loadPersonas(block, document)).not.toEqual([]);
      else if (Object.values(content).every(isNode))
        expect(z.record(z.string(), nodeSchema).safeParse(content).error).toBeUndefined();
      else if (Object.keys(content).every((key) => key in scriptDocumentSchema.shape))
        expect(scriptDocumentSchema.partial().safeParse(content).error).toBeUndefined();
      else if (Object.keys(content).every((key) => key in campaignFieldsSchema.shape))
        expect(campaignFieldsSchema.partial().safeParse(content).error).toBeUndefined();
      else expect(linesDocumentSchema.strict().safeParse(content).error).toBeUndefined();
    }
  });
});

it('a wrong command, option or argument is noticed', () => {
  expect(unknownIn('campaign create --name a --speed 3')).toBe('create has no option --speed');
  expect(unknownIn('campaign dance')).toBe('campaign has no command dance');
  expect(unknownIn('leads lists twice')).toBe('lists takes no twice');
});
