import type { IvrPrompt } from '../../contract/ivr-document.ts';
import type { CompiledIvr } from './compiled-ivr.ts';
import { namesIn } from './template.ts';

/** What a flow says word for word in every call, each once: its sound may be made ready beforehand. */
export function fixedPrompts({ document }: CompiledIvr): readonly IvrPrompt[] {
  const prompts = new Map<string, IvrPrompt>();
  for (const node of Object.values(document.nodes)) {
    const said = [
      ...('say' in node ? node.say : []),
      ...('noInput' in node ? node.noInput : []),
      ...('invalid' in node ? node.invalid : []),
    ];
    for (const prompt of said)
      if (namesIn(prompt.text).length === 0) prompts.set(JSON.stringify([prompt.text, prompt.audio]), prompt);
  }
  return [...prompts.values()];
}
