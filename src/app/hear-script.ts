import { writeFile } from 'node:fs/promises';
import { formatWav } from '../audio/index.ts';
import { CodedError } from '../foundation/errors.ts';
import { linesToHear } from '../scripts/index.ts';
import { startSpeechEngines } from '../speech/index.ts';
import type { CommandResult } from './commands/command.ts';
import type { Config } from './config.ts';
import type { World } from './open-office.ts';
import { documentIn, type TextFile } from './script-cases.ts';
import { saySentence } from './try-speech.ts';
import { wantedEngines } from './wanted-engines.ts';

export interface HearFlags {
  /** `node` of the main flow, or `flow/node`. */
  readonly node: string;
  /** Of its wordings, from 1. */
  readonly wording: number;
  /** The script's own where absent. */
  readonly voice?: string;
  /** The wav file that is written, 8 kHz as on the telephone. */
  readonly out: string;
}

/** `script hear`: one wording of a script in any voice, by the engines that speak in calls. */
export async function hearScript(
  { config, world }: { readonly config: Config; readonly world: World },
  script: TextFile,
  { node, wording, voice, out }: HearFlags,
): Promise<CommandResult> {
  const lines = linesToHear(documentIn(script), node, voice);
  const line = lines[wording - 1];
  if (line === undefined)
    throw new CodedError(
      'script-line-unknown',
      `node '${node}' has ${lines.length} wordings; wanted one of them, not ${wording}`,
    );
  const engines = await startSpeechEngines({ ...(await wantedEngines(config, world)), recognizers: [] });
  try {
    const { samples, spokenBy } = await saySentence(engines.sockets, world.clock, line);
    await writeFile(out, formatWav({ samples, sampleRateHz: 8_000, channels: 1 }));
    const seconds = samples.length / 8_000;
    return {
      json: { file: out, text: line.text, spokenBy, seconds },
      text: `${out}: ${seconds.toFixed(1)} s by ${spokenBy}: ${line.text}`,
    };
  } finally {
    await engines.close();
  }
}
