import { eventually } from '../../src/app/testing/test-program.ts';
import type { Baresip } from '../peers/baresip.ts';
import type { Linphone } from '../peers/linphone.ts';
import { soundsOf, type Sound, type Voice } from './sounds.ts';

/** A telephone that somebody else wrote, whichever: it answers every call at once and says its own pitch all the time. */
export interface Telephone {
  readonly number: string;
  readonly voice: Voice;
  /** From here on counts what it hears. */
  listen(): Promise<void>;
  dial(number: string): Promise<void>;
  hangUp(): Promise<void>;
  hold(): Promise<void>;
  resume(): Promise<void>;
  /** Blind: its call goes to that number. */
  transfer(number: string): Promise<void>;
  /** One key, the first in its call, by RFC 4733 unless it is set up to tell keys by INFO. */
  press(key: string): Promise<void>;
  /** What it heard since `listen`, by its own recorder; its calls are over. */
  heard(): Promise<readonly Sound[]>;
  close(): Promise<void>;
}

export interface BaresipTelephone extends Telephone {
  readonly baresip: Baresip;
}

export function baresipTelephone(number: string, voice: Voice, baresip: Baresip, domain: string): BaresipTelephone {
  let known = 0;
  const run = async (command: string, params?: string): Promise<void> => void (await baresip.run(command, params));
  return {
    number,
    voice,
    baresip,
    async listen() {
      known = (await baresip.recordings()).length;
    },
    dial: (to) => run('dial', to),
    hangUp: () => run('hangup'),
    hold: () => run('hold'),
    resume: () => run('resume'),
    transfer: (to) => run('transfer', `sip:${to}@${domain}`),
    press: async (key) => baresip.press(key),
    async heard() {
      const fresh = await eventually(async () => {
        const recordings = (await baresip.recordings()).slice(known);
        return recordings.length > 0 && recordings;
      }, `a recording of ${number}`);
      return fresh.flatMap((samples) => soundsOf(samples));
    },
    close: () => baresip.close(),
  };
}

export interface LinphoneTelephone extends Telephone {
  readonly linphone: Linphone;
}

export function linphoneTelephone(number: string, voice: Voice, linphone: Linphone, domain: string): LinphoneTelephone {
  const type = async (line: string): Promise<void> => linphone.type(line);
  return {
    number,
    voice,
    linphone,
    listen: async () => linphone.record(),
    dial: (to) => type(`call sip:${to}@${domain}`),
    hangUp: () => type('terminate'),
    hold: () => type('pause'),
    resume: () => type('resume'),
    transfer: (to) => type(`transfer sip:${to}@${domain}`),
    async press(key) {
      // Before its call stands a key is a word that its console does not know.
      await linphone.tells('Media streams established');
      linphone.type(key);
    },
    heard: async () => soundsOf(await linphone.heard()),
    close: () => linphone.close(),
  };
}
