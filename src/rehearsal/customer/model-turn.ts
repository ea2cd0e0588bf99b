import type { ModelPart, ModelTool } from '../../contract/language-model.ts';
import type { CustomerTurn } from './talker.ts';

/** What a customer may do instead of speaking. */
export const customerTools: readonly ModelTool[] = [
  {
    name: 'press-keys',
    description: '按电话键 press keys of the telephone',
    parameters: { keys: { description: '0-9, * and #' } },
  },
  { name: 'say-nothing', description: '不出声 stay silent', parameters: {} },
  { name: 'hang-up', description: '挂断电话 hang up', parameters: {} },
];

/** Nobody says more in one breath on the telephone. */
const longestTurn = 60;
/** Who says so has left his role. */
const outOfRole =
  /作为(一[个名款])?.{0,6}(AI|人工智能|语言模型|智能助手)|(我无法|不能|不便)(继续)?(扮演|模拟)|as an? (AI|language model)/iu;

/** What a model's answer means the customer does, or why it is no turn of his. */
export function turnFrom(parts: readonly ModelPart[]): CustomerTurn | string {
  const words = speech(parts.flatMap((part) => (part.kind === 'words' ? [part.text] : [])).join(''));
  if (outOfRole.test(words)) return 'the model left its role';
  if (/[\p{L}\p{N}]/u.test(words)) return { kind: 'says', text: shortened(words) };
  const tool = parts.find((part) => part.kind === 'tool');
  if (tool?.kind !== 'tool') return words === '' ? 'the model said nothing' : 'the model said nothing that is words';
  if (tool.name === 'hang-up') return { kind: 'hangs-up' };
  if (tool.name === 'say-nothing') return { kind: 'silent' };
  const keys = (tool.args['keys'] ?? '').trim();
  if (tool.name === 'press-keys' && /^[0-9*#]{1,20}$/u.test(keys)) return { kind: 'keys', digits: keys };
  return `the model asked for '${tool.name.slice(0, 40)}', which no customer can do`;
}

/** The words alone: no stage directions, no name before them, no quotation marks around them. */
function speech(text: string): string {
  return text
    .replaceAll(/[（(［[【][^）)］\]】]*[）)］\]】]|\*[^*]*\*|[\p{Cc}\uFFFD]/gu, '')
    .trim()
    .replace(/^(客户|顾客|用户|customer)\s*[:：]\s*/iu, '')
    .replaceAll(/^["'“‘「]+|["'”’」]+$/gu, '')
    .trim();
}

/** Cut after the last sentence or clause that is short enough. */
function shortened(words: string): string {
  if (words.length <= longestTurn) return words;
  const head = words.slice(0, longestTurn);
  return /^.{6,}[。！？!?；;，,]/su.exec(head)?.[0] ?? head;
}
