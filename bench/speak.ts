import { voiceSchema } from '../src/contract/script-document.ts';
import { every, systemClock } from '../src/foundation/clock.ts';
import { connectSpeechLink, type SpeechLink, type SpeechSockets } from '../src/speech/index.ts';

/** The sounds of `texts` by the synthesiser of `sockets`: what the bench's customers say. 8 kHz. */
export async function speakAll(sockets: SpeechSockets, texts: readonly string[]): Promise<readonly Int16Array[]> {
  const link = connectSpeechLink(sockets, { clock: systemClock });
  const stop = every(systemClock, 10, () => link.flush());
  try {
    return await Promise.all(texts.map((text) => speak(link, text)));
  } finally {
    stop();
    await link.close();
  }
}

function speak(link: SpeechLink, text: string): Promise<Int16Array> {
  return new Promise((resolve, reject) => {
    const samples: number[] = [];
    link.synthesize(
      { text, voice: voiceSchema.parse({ language: 'cmn', pitch: 1.3, speed: 1.2 }) },
      {
        chunk: (chunk) => void samples.push(...chunk),
        end: () => resolve(Int16Array.from(samples)),
        failed: (reason) => reject(new Error(`'${text}': ${reason}`)),
      },
    );
  });
}
