import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CallEvent } from '../../contract/call-event.ts';
import type { Simulator } from '../../simulator/index.ts';
import { speechCapabilities } from '../../speech/index.ts';
import type { Config } from '../config.ts';
import { speechFolders } from '../speech-folders.ts';

/** With what a demo hears that offers no text: a recogniser of closed sets, and a voice that it understands for the customers. */
export interface SoundHearing {
  readonly recognizer: string;
  readonly syllableFolder: string;
}

/** One thing that such a demo lacks, and what to do about it. */
export interface Lacking {
  readonly what: string;
  readonly mend: string;
}

/** Looks at what is installed, and loads nothing. */
export async function findSoundHearing(config: Config): Promise<SoundHearing | readonly Lacking[]> {
  const folders = speechFolders(config);
  const { recognizers } = await speechCapabilities(folders);
  const recognizer = recognizers.find(({ closedSet }) => closedSet)?.name;
  const syllableFolder = join(folders.modelFolder, 'voice');
  const index = join(syllableFolder, 'index.json');
  const hasVoice = existsSync(index);
  if (recognizer !== undefined && hasVoice) return { recognizer, syllableFolder };
  const lacking: Lacking[] = [];
  if (recognizer === undefined)
    lacking.push({
      what: `没有能听懂中文的 PocketSphinx：${folders.modelFolder} 里没有 8 kHz 声学模型和词典，或者没有安装 libpocketsphinx3`,
      mend: 'apt-get install libpocketsphinx3，WAIHU_MODELS_DIR=存放模型的文件夹',
    });
  if (!hasVoice)
    lacking.push({
      what: `没有真人音节库：${index} 不存在，模拟客户没有能被听懂的声音`,
      mend: 'WAIHU_MODELS_DIR=存放模型的文件夹，其中有 voice/index.json 和 voice/syllables.s16',
    });
  return lacking;
}

/** Customers understand what the robot says, as people do: they are told it beside the call once it was said. */
export function tellCustomers(
  live: { subscribe(listener: (event: CallEvent) => void): () => void },
  simulator: Pick<Simulator, 'robotSaid'>,
): () => void {
  const dialogs = new Map<string, string>();
  return live.subscribe((event) => {
    if (event.kind === 'invite-sent') dialogs.set(event.callId, event.sipCallId);
    const dialog = dialogs.get(event.callId);
    if (event.kind === 'robot-said' && dialog !== undefined && event.spokenText !== '')
      simulator.robotSaid(dialog, event.spokenText);
    if (event.kind === 'call-ended') dialogs.delete(event.callId);
  });
}
