import { voiceSchema, type Voice } from '../src/contract/script-document.ts';
import { every, systemClock } from '../src/foundation/clock.ts';
import { connectSpeechLink, sayText, type SpeechSockets } from '../src/speech/index.ts';

/** One thing to say, and how. */
export interface SpokenLine {
  readonly text: string;
  readonly voice: Voice;
}

const customerVoice = voiceSchema.parse({ language: 'cmn', pitch: 1.3, speed: 1.2 });

/** The sounds of `texts` by the synthesiser of `sockets`: what the bench's customers say. 8 kHz. */
export function speakAll(sockets: SpeechSockets, texts: readonly string[]): Promise<readonly Int16Array[]> {
  return speakLines(
    sockets,
    texts.map((text) => ({ text, voice: customerVoice })),
  );
}

/** The sounds of `lines`, each in its own voice. 8 kHz. */
export async function speakLines(sockets: SpeechSockets, lines: readonly SpokenLine[]): Promise<readonly Int16Array[]> {
  const link = connectSpeechLink(sockets, { clock: systemClock });
  const stop = every(systemClock, 10, () => link.flush());
  try {
    const said = await Promise.all(lines.map((line) => sayText(link, line)));
    return said.map(({ samples }) => samples);
  } finally {
    stop();
    await link.close();
  }
}
