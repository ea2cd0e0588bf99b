import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallSurroundings, MediaCommand, MediaEvent } from '../../../call/index.ts';
import { callIdSchema, tenantIdSchema } from '../../../contract/ids.ts';
import { linesDocumentSchema } from '../../../contract/lines-document.ts';
import type { LiveServices } from '../../../contract/live-services.ts';
import type { LeftMessage, Voicemail, VoicemailMark } from '../../../contract/voicemail.ts';
import { silentLogger } from '../../../foundation/logger.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import type { StageLine } from '../../calls/stage.ts';

type CommandOf<Kind extends MediaCommand['kind']> = Extract<MediaCommand, { kind: Kind }>;

export const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000aa');
export const callId = callIdSchema.parse('n1-00000000-0000-4000-8000-0000000000cc');

/** A box's services in memory; `away` makes all of them fail. */
export class BoxServices implements Pick<LiveServices, 'storeVoicemail' | 'voicemailsOf' | 'markVoicemail'> {
  readonly stored: LeftMessage[] = [];
  readonly marks: { readonly voicemailId: string; readonly as: VoicemailMark }[] = [];
  messages: readonly Voicemail[] = [];
  away = false;

  async storeVoicemail(message: LeftMessage): Promise<void> {
    this.#reach();
    if (!this.stored.some(({ key }) => key === message.key)) this.stored.push(message);
  }

  async voicemailsOf(): Promise<readonly Voicemail[]> {
    this.#reach();
    return this.messages;
  }

  async markVoicemail({ voicemailId, as }: Parameters<LiveServices['markVoicemail']>[0]): Promise<void> {
    this.#reach();
    this.marks.push({ voicemailId, as });
  }

  #reach(): void {
    if (this.away) throw new Error('the database is away');
  }
}

/** The line of a first party whose media is this test: what was commanded stands in `commands`, what happens is emitted. */
export class BoxLine {
  readonly clock = new FakeClock();
  readonly services = new BoxServices();
  readonly commands: MediaCommand[] = [];
  readonly recordingsFolder = mkdtempSync(join(tmpdir(), 'waihu-box-'));
  readonly line: StageLine;
  readonly #listeners = new Set<(event: MediaEvent) => void>();

  constructor(extension: object = { name: '8001', password: 'env:P', voicemail: {} }, caller = '+8613812345678') {
    const around = {
      media: {
        send: (command: MediaCommand) => void this.commands.push(command),
        subscribe: (listener: (event: MediaEvent) => void) => {
          this.#listeners.add(listener);
          return () => this.#listeners.delete(listener);
        },
        close: () => Promise.resolve(),
      },
      services: this.services as unknown as LiveServices,
      clock: this.clock,
      logger: silentLogger,
      recordingsFolder: this.recordingsFolder,
      recognizer: null,
      utcOffsetMinutes: 480,
    } as unknown as CallSurroundings;
    this.line = {
      callId,
      tenantId,
      legId: 'leg',
      caller,
      called: '8001',
      house: { tenantId, domain: 'house.local', lines: linesDocumentSchema.parse({ extensions: [extension] }) },
      around,
      tell: () => undefined,
    };
  }

  /** To those who subscribed at the media itself. */
  emit(event: MediaEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  of<Kind extends MediaCommand['kind']>(kind: Kind): CommandOf<Kind>[] {
    return this.commands.filter((command) => command.kind === kind) as CommandOf<Kind>[];
  }

  /** What was said or played last: texts, and files below the recordings folder. */
  get lastSaid(): string {
    const items = this.of('play').at(-1)?.items ?? [];
    const said = ({ text, audioFile }: (typeof items)[number]): string =>
      typeof audioFile === 'string' ? audioFile.replace(`${this.recordingsFolder}/`, '') : text;
    return items.map(said).join(' | ');
  }

  /** The end of what was said last. */
  said(): MediaEvent {
    return {
      kind: 'play-ended',
      legId: 'leg',
      playId: this.of('play').at(-1)!.playId,
      atMs: 0,
      completed: true,
      spokenText: '',
      spokenMs: 0,
      interruption: null,
      failure: null,
    };
  }

  key(typed: string): MediaEvent {
    const [via, digit] = ['rfc4733', typed] as const;
    return { kind: 'key', legId: 'leg', digit, typed, durationMs: 100, via, atMs: 0, offsetMs: 0 };
  }
}
