import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CallEvent } from '../contract/call-event.ts';
import type { CallId } from '../contract/ids.ts';
import type { DialogueOpening, DialogueStep, KeptDialogue } from '../contract/kept-dialogue.ts';
import type { Clock } from '../foundation/clock.ts';
import type { DialogIdentity } from '../telephony/index.ts';

/** One line of the journal. A call is open from its `call-started` event until it is `kept`. */
export type JournalEntry =
  | { readonly kind: 'event'; readonly event: CallEvent }
  /** The dialog of a leg: enough to end it from another process. */
  | {
      readonly kind: 'dialog';
      readonly callId: CallId;
      readonly leg: string;
      readonly identity: DialogIdentity;
      readonly answered: boolean;
    }
  | { readonly kind: 'dialogue-opened'; readonly callId: CallId; readonly opening: DialogueOpening }
  | { readonly kind: 'dialogue-stepped'; readonly callId: CallId; readonly step: DialogueStep }
  | { readonly kind: 'dialog-over'; readonly callId: CallId; readonly leg: string }
  /** The business half has acknowledged the record. */
  | { readonly kind: 'kept'; readonly callId: CallId };

const filePattern = /^journal-(\d+)\.log$/;
const flushEveryMs = 50;

/** `<byte length> <crc32> <json>\n`: a line cut short by a crash, and all after it, is not read. */
export function formatEntry(entry: JournalEntry): string {
  const json = JSON.stringify(entry);
  return `${Buffer.byteLength(json)} ${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

/** The entries of a journal file up to the first line that is cut or changed. */
export function parseJournal(bytes: Buffer): JournalEntry[] {
  const entries: JournalEntry[] = [];
  let from = 0;
  while (from < bytes.length) {
    const end = bytes.indexOf(0x0a, from);
    if (end < 0) break;
    const [, length, checksum, json] = /^(\d+) ([0-9a-f]{8}) (.*)$/s.exec(bytes.toString('utf8', from, end)) ?? [];
    if (
      json === undefined ||
      Number(length) !== Buffer.byteLength(json) ||
      crc32(json) !== Number.parseInt(checksum ?? '', 16)
    )
      break;
    entries.push(JSON.parse(json) as JournalEntry);
    from = end + 1;
  }
  return entries;
}

/** The calls of `entries` that nobody has acknowledged, each with all that is known of it. */
export interface OpenCall {
  readonly callId: CallId;
  readonly events: readonly CallEvent[];
  /** Dialogs not known to be over. */
  readonly dialogs: readonly Extract<JournalEntry, { kind: 'dialog' }>[];
  /** What the robot's dialogue came to; null: none began. */
  readonly dialogue: KeptDialogue | null;
}

interface CallSoFar {
  readonly events: CallEvent[];
  readonly dialogs: Map<string, Extract<JournalEntry, { kind: 'dialog' }>>;
  dialogue: KeptDialogue | null;
}

export function openCallsOf(entries: readonly JournalEntry[]): OpenCall[] {
  const calls = new Map<CallId, CallSoFar>();
  for (const entry of entries) {
    const callId = entry.kind === 'event' ? entry.event.callId : entry.callId;
    const call: CallSoFar = calls.get(callId) ?? { events: [], dialogs: new Map(), dialogue: null };
    if (entry.kind === 'event') call.events.push(entry.event);
    else if (entry.kind === 'dialog') call.dialogs.set(entry.leg, entry);
    else if (entry.kind === 'dialog-over') call.dialogs.delete(entry.leg);
    else if (entry.kind === 'dialogue-opened') call.dialogue = { opening: entry.opening, steps: [] };
    else if (entry.kind === 'dialogue-stepped') call.dialogue?.steps.push(entry.step);
    if (entry.kind === 'kept') calls.delete(callId);
    else calls.set(callId, call);
  }
  return [...calls]
    .filter(([, call]) => call.events[0]?.kind === 'call-started')
    .map(([callId, { events, dialogs, dialogue }]) => ({ callId, events, dialogs: [...dialogs.values()], dialogue }));
}

/**
 * The live half's memory across a crash: every event and dialog, appended to one file a run in the node's data folder.
 * It is no database: it holds a call until the business half has its record, and then forgets it. Writes go to the
 * operating system at once when asked to, else within 50 ms; a killed process loses at most that.
 */
export interface Journal {
  append(entry: JournalEntry): void;
  /** Hands what was appended to the operating system before it returns. */
  flush(): void;
  close(): void;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** What earlier runs left open; acknowledged by appending `kept`, after which `forgetLeftovers` removes their files. */
  readonly leftovers: readonly OpenCall[];
  forgetLeftovers(): Promise<void>;
}

class FileJournal implements Journal {
  #waiting: string[] = [];
  #cancelTimer: (() => void) | null = null;
  readonly #file: number;
  readonly #clock: Clock;

  constructor(file: number, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  append(entry: JournalEntry): void {
    this.#waiting.push(formatEntry(entry));
    this.#cancelTimer ??= this.#clock.after(flushEveryMs, () => {
      this.flush();
    });
  }

  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#waiting.length === 0) return;
    const block = this.#waiting.join('');
    this.#waiting = [];
    writeSync(this.#file, block);
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}

/** Opens the journal of one node and reads what earlier runs left open. The folder belongs to this node alone. */
export async function openJournal(folder: string, clock: Clock): Promise<OpenedJournal> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const old = (await readdir(folder))
    .filter((name) => filePattern.test(name))
    .sort((a, b) => numberOf(a) - numberOf(b));
  const entries: JournalEntry[] = [];
  for (const name of old) for (const entry of parseJournal(await readFile(join(folder, name)))) entries.push(entry);
  const next = numberOf(old.at(-1) ?? 'journal-0.log') + 1;
  const file = openSync(join(folder, `journal-${next}.log`), 'a', 0o600);
  return {
    journal: new FileJournal(file, clock),
    leftovers: openCallsOf(entries),
    async forgetLeftovers() {
      for (const name of old) await rm(join(folder, name), { force: true });
    },
  };
}

function numberOf(name: string): number {
  return Number(filePattern.exec(name)?.[1] ?? 0);
}
