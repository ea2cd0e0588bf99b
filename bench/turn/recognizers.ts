import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { syllableVoice } from '../../src/simulator/index.ts';
import { installedModels, speechCapabilities, type SpeechSockets } from '../../src/speech/index.ts';
import type { RigHearing } from '../live-rig.ts';
import { speakAll } from '../speak.ts';

/** One way of hearing that turns are measured with. */
export interface TurnRecognizer {
  /** As `detail.by` names it. */
  readonly name: string;
  /** What each call listens with, where the emulated service is at `serviceUrl`. */
  hearing(serviceUrl: string): RigHearing;
  /** Customers type what they say. */
  readonly types: boolean;
  /** Whose voice the customers speak with. */
  voice(sockets: SpeechSockets, texts: readonly string[]): Promise<readonly Int16Array[]>;
}

interface TurnRecognizers {
  readonly here: readonly TurnRecognizer[];
  /** Why a recogniser is not measured, by its name. */
  readonly leftOut: Readonly<Record<string, string>>;
}

const streamingKinds: readonly string[] = ['transducer', 'paraformer', 'zipformer2-ctc'];

/** Those of the four that this machine has, with the models in `modelFolder`; null for all, or one by name. */
export async function turnRecognizers(modelFolder: string, wanted: string | null): Promise<TurnRecognizers> {
  const here: TurnRecognizer[] = [
    { name: 'real-time-text', hearing: () => ({ recognizer: null }), types: true, voice: speakAll },
  ];
  const leftOut: Record<string, string> = {};
  const { recognizers } = await speechCapabilities({ modelFolder });
  const bank = join(modelFolder, 'voice');
  const closedSet = recognizers.find(({ closedSet: is }) => is);
  const streaming = (await installedModels(modelFolder)).find(
    ({ task, kind }) => task === 'recognizer' && streamingKinds.includes(kind),
  );
  const byVoice = (name: string, model: { readonly name: string } | undefined, lacks: string): void => {
    if (!model) leftOut[name] = `${lacks} in ${modelFolder}`;
    else if (!existsSync(join(bank, 'index.json'))) leftOut[name] = `no recorded syllables to speak with in ${bank}`;
    else
      here.push({
        name,
        hearing: () => ({ recognizer: model.name, modelFolder }),
        types: false,
        voice: (_sockets, texts) => {
          const voice = syllableVoice(bank);
          return Promise.resolve(texts.map((text) => voice.say(text)));
        },
      });
  };
  byVoice('pocketsphinx', closedSet, 'no model of PocketSphinx, or no libpocketsphinx3 for one,');
  byVoice('sherpa', streaming, 'no streaming model of sherpa-onnx');
  here.push({
    name: 'service',
    hearing: (url) => ({
      recognizer: 'emulated',
      services: [{ name: 'emulated', vendor: 'funasr', kind: 'hears', url, secrets: {}, options: {} }],
    }),
    types: false,
    voice: speakAll,
  });
  if (wanted === null) return { here, leftOut };
  for (const { name } of here) if (name !== wanted) leftOut[name] = `--recognizer ${wanted}`;
  return { here: here.filter(({ name }) => name === wanted), leftOut };
}
