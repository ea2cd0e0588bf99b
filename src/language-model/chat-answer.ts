import { z } from 'zod';
import type { ModelPart } from '../contract/language-model.ts';

const toolCallSchema = z.object({
  index: z.number().int().min(0).max(31).nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});
const messageSchema = z.object({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(toolCallSchema).nullish(),
});
/** As little as is used of a piece, or of a whole answer where a server does not stream. */
const pieceSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: messageSchema.nullish(),
        message: messageSchema.nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ total_tokens: z.number().nullish() }).nullish(),
  error: z.unknown().optional(),
});

interface ToolCall {
  name: string;
  args: string;
}

/** Puts the pieces of one answer together: words go on at once, tools when they are whole. */
export class ChatAnswer {
  readonly #tools: ToolCall[] = [];
  readonly #thinking = new Thinking();
  #finished = false;

  /** True once the server has said that the answer is over. */
  get isFinished(): boolean {
    return this.#finished;
  }

  /** What a piece adds. Throws where it is none, is an error, or refuses. */
  add(data: string): readonly ModelPart[] {
    if (data === '[DONE]') {
      this.#finished = true;
      return [];
    }
    const { choices, usage } = readPiece(data);
    const [choice] = choices ?? [];
    const message = choice?.delta ?? choice?.message;
    refuseRefusal(message?.refusal, choice?.finish_reason);
    if (choice?.finish_reason) this.#finished = true;
    for (const call of message?.tool_calls ?? []) this.#addTool(call);
    const words = this.#thinking.spoken(message?.content ?? '');
    const tokens = usage?.total_tokens ?? 0;
    return [
      ...(words === '' ? [] : [{ kind: 'words', text: words } as const]),
      ...(tokens > 0 ? [{ kind: 'used', tokens } as const] : []),
    ];
  }

  /** The tools of the whole answer. Arguments that are no JSON object are none. */
  tools(): readonly ModelPart[] {
    return this.#tools.map(({ name, args }) => ({ kind: 'tool', name, args: argsOf(args) }));
  }

  #addTool({ index, function: called }: z.infer<typeof toolCallSchema>): void {
    const at = index ?? this.#tools.length;
    const tool = (this.#tools[at] ??= { name: '', args: '' });
    tool.name += called?.name ?? '';
    tool.args += called?.arguments ?? '';
  }
}

const longestReason = 200;

function readPiece(data: string): z.infer<typeof pieceSchema> {
  const piece = pieceSchema.safeParse(parseJson(data));
  if (!piece.success) throw new Error(`it streamed what is no piece of an answer: ${data.slice(0, 80)}`);
  const { error } = piece.data;
  if (error !== undefined && error !== null)
    throw new Error(`it broke off: ${JSON.stringify(error).slice(0, longestReason)}`);
  return piece.data;
}

function refuseRefusal(refusal: string | null | undefined, finishReason: string | null | undefined): void {
  if (refusal) throw new Error(`it refused: ${refusal.slice(0, longestReason)}`);
  if (finishReason === 'content_filter') throw new Error('its filter stopped the answer');
}

const opens = '<think>';
const closes = '</think>';

/** Leaves out what a model thinks aloud, between tags that may come in pieces. */
class Thinking {
  #inside = false;
  #kept = '';

  spoken(text: string): string {
    let rest = this.#kept + text;
    this.#kept = '';
    let words = '';
    for (;;) {
      const tag = this.#inside ? closes : opens;
      const at = rest.indexOf(tag);
      if (at < 0) break;
      if (!this.#inside) words += rest.slice(0, at);
      rest = rest.slice(at + tag.length);
      this.#inside = !this.#inside;
    }
    const half = halfOf(rest, this.#inside ? closes : opens);
    this.#kept = rest.slice(rest.length - half);
    return this.#inside ? words : words + rest.slice(0, rest.length - half);
  }
}

/** How many characters at the end of `text` may begin `tag`. */
function halfOf(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length--)
    if (text.endsWith(tag.slice(0, length))) return length;
  return 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const argsSchema = z.record(z.string(), z.unknown());

function argsOf(text: string): Readonly<Record<string, string>> {
  const args = argsSchema.safeParse(parseJson(text));
  if (!args.success) return {};
  const given = Object.entries(args.data).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
