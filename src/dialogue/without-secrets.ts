import type { CompiledScript } from './compiled-script.ts';
import type { DialogueInput } from './dialogue-input.ts';
import type { DialogueMemory } from './dialogue-memory.ts';
import type { Move } from './move.ts';
import { nodeAt } from './place.ts';
import { secretSlotsOf } from './secret-slots.ts';

/** A step of a dialogue that may be kept. */
export interface OpenStep {
  readonly input: DialogueInput;
  readonly moves: readonly Move[];
}

/** Shorter keys stand in too many words to be found in them; they are masked where they are all of an argument. */
const fewestFound = 4;

/**
 * A step without the keys that its script keeps secret: zeros in their place, as many, so that a replay takes the same ways.
 * `before` is the memory that the input met, `after` the one it left.
 */
export function withoutSecrets(
  script: CompiledScript,
  [before, after]: readonly [DialogueMemory, DialogueMemory],
  { input, moves }: OpenStep,
): OpenStep {
  const { document } = script.others.get(before.scriptId) ?? script;
  const asked = nodeAt(document, before.at);
  const isSecret = input.kind === 'keys' && asked?.kind === 'digits' && asked.secret;
  const known = [...secretSlotsOf(document)].flatMap((slot) => [before.slots[slot]?.value, after.slots[slot]?.value]);
  const secrets = [...(isSecret ? [input.digits] : []), ...known].filter(
    (value) => value !== undefined && value !== '',
  );
  if (secrets.length === 0) return { input, moves };
  const masked = (value: string): string =>
    secrets.reduce((text: string, secret = '') => {
      if (text === secret) return zeros(secret);
      return secret.length < fewestFound ? text : text.replaceAll(secret, zeros(secret));
    }, value);
  return {
    input: isSecret ? { ...input, digits: zeros(input.digits) } : input,
    moves: moves.map((move) => maskMove(move, masked)),
  };
}

function zeros(secret: string): string {
  return secret.replaceAll(/[0-9]/g, '0');
}

function maskMove(move: Move, masked: (text: string) => string): Move {
  switch (move.kind) {
    case 'say':
      return { ...move, text: masked(move.text) };
    case 'call-function':
      return {
        ...move,
        args: Object.fromEntries(Object.entries(move.args).map(([name, value]) => [name, masked(value)])),
      };
    case 'transfer':
      return { ...move, summary: masked(move.summary) };
    case 'ask-model':
    case 'listen':
    case 'hang-up':
    case 'fact':
      return move;
  }
}
