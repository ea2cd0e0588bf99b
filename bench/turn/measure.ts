import type { ChildProcess } from 'node:child_process';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/foundation/clock.ts';
import { entryBeside, startChild } from '../../src/foundation/entry.ts';
import { askChild, newsOf } from '../ask-child.ts';
import { loopback, openLiveRig, type LiveRig } from '../live-rig.ts';
import { rounded, type BenchOptions } from '../report.ts';
import type { Said } from './caller.ts';
import type { CallersNews, CallersOrder } from './callers-messages.ts';
import type { Row } from './mix.ts';
import type { TurnRecognizer } from './recognizers.ts';
import { turnScript } from './script.ts';
import { utteranceOf, type Utterance } from './utterance.ts';
import { figuresOf, newSentences, turnsOf, type ToldEvent, type TurnFigures } from './verdict.ts';

const ourPorts = { from: 16_000, to: 17_999 };

/** Holds all rows' calls at once, heard by one recogniser: its figures. */
export async function measureTurns(
  recognizer: TurnRecognizer,
  rows: readonly Row[],
  path: BenchOptions['path'],
): Promise<TurnFigures> {
  const child = startChild(entryBeside(import.meta.url, '../turn-callers-entry'), [], { serialization: 'advanced' });
  try {
    const started = await newsOf<CallersNews>(child);
    if (started.kind !== 'started') throw new Error('the customers did not start');
    const rig = await openLiveRig(ourPorts, path, recognizer.hearing(started.serviceUrl));
    try {
      return await talk(rig, child, rows, await spoken(rig, rows, recognizer), recognizer.types);
    } finally {
      await rig.close();
    }
  } finally {
    child.kill();
  }
}

async function spoken(
  rig: LiveRig,
  rows: readonly Row[],
  recognizer: TurnRecognizer,
): Promise<readonly (readonly Utterance[])[]> {
  const texts = [...new Set(rows.flatMap(({ lines }) => lines.flatMap(({ parts }) => parts)))];
  const sounds = await recognizer.voice(rig.speech.sockets, texts);
  const soundOf = new Map(texts.map((text, index) => [text, sounds[index] ?? new Int16Array(0)]));
  return rows.map(({ lines }) =>
    lines.map((line) =>
      utteranceOf(
        line,
        line.parts.map((part) => soundOf.get(part) ?? new Int16Array(0)),
      ),
    ),
  );
}

async function talk(
  rig: LiveRig,
  child: ChildProcess,
  rows: readonly Row[],
  utterances: readonly (readonly Utterance[])[],
  types: boolean,
): Promise<TurnFigures> {
  const ready = await askChild<CallersNews>(child, { rows: utterances, types } satisfies CallersOrder);
  if (ready.kind !== 'ready') throw new Error('the customers are not ready');
  const told = new Map<string, ToldEvent[]>();
  rig.live.subscribe((event) => {
    const ofCall = told.get(event.callId) ?? [];
    ofCall.push({ event, atMs: systemClock.monotonicMs() });
    told.set(event.callId, ofCall);
  });
  const finished = logsOf(child, rows.length);
  const callIds: string[] = [];
  for (const [index, { amounts }] of rows.entries()) {
    const address = `sip:${index}@${loopback}:${ready.sipPort}`;
    callIds.push((await rig.call(address, turnScript(amounts), types)).callId);
    // Not all in step.
    await sleep(130);
  }
  const logs = await finished;
  const turns = callIds.flatMap((callId, index) => turnsOf(logs.get(index) ?? [], told.get(callId) ?? []));
  return { ...figuresOf(turns, newSentences([...told.values()].flat())), load: rounded(loadavg()[0] ?? 0, 1) };
}

/** What each of so many customers said, once all have. */
function logsOf(child: ChildProcess, callers: number): Promise<ReadonlyMap<number, readonly Said[]>> {
  const logs = new Map<number, readonly Said[]>();
  return new Promise((resolve, reject) => {
    child.on('message', (news: CallersNews) => {
      if (news.kind !== 'said') return;
      logs.set(news.caller, news.said);
      if (logs.size === callers) resolve(logs);
    });
    child.once('exit', () => reject(new Error('the customers ended')));
  });
}
