import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../foundation/logger.ts';
import type { MediaCommand, MediaEvent, MediaPort } from './media-messages.ts';
import { SharedMedia } from './share-media.ts';

class NotedMedia implements MediaPort {
  readonly sent: string[] = [];
  readonly #listeners = new Set<(event: MediaEvent) => void>();
  send(command: MediaCommand): void {
    const about = 'legId' in command ? command.legId : 'callId' in command ? command.callId : '';
    this.sent.push(`${command.kind} ${about}`);
  }
  subscribe(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  closed(callId: string): void {
    const event = {
      kind: 'call-closed',
      callId,
      tracks: [],
      maskedSpans: [],
      recordingComplete: true,
      legs: [],
      used: [],
    };
    for (const listener of this.#listeners) listener(event as MediaEvent);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

const open = (callId: string, name: string, roams = false): MediaCommand => ({
  kind: 'open-leg',
  callId,
  legId: `${callId}/${name}`,
  role: 'seat',
  bindAddress: '127.0.0.1',
  text: false,
  ...(roams ? { roams } : {}),
});

function shared() {
  const workers = [new NotedMedia(), new NotedMedia()];
  return { workers, media: new SharedMedia(workers, silentLogger) };
}

describe('SharedMedia', () => {
  it('tells all workers which recordings are known', () => {
    const { workers, media } = shared();
    media.send({ kind: 'use-recordings', recordings: [] });
    expect(workers.map(({ sent }) => sent)).toEqual([['use-recordings '], ['use-recordings ']]);
  });

  it('gives each call a worker where fewest are, and keeps all its legs there', () => {
    const { workers, media } = shared();
    for (const command of [open('a', '0'), open('b', '0'), open('a', '1')]) media.send(command);
    media.send({ kind: 'hear', legId: 'a/1', voices: ['a/0'], prompts: [] });
    media.send({ kind: 'close-call', callId: 'b' });
    expect(workers.map(({ sent }) => sent)).toEqual([
      ['open-leg a/0', 'open-leg a/1', 'hear a/1'],
      ['open-leg b/0', 'close-call b'],
    ]);
  });

  it('makes sounds ready where the call will be', () => {
    const { workers, media } = shared();
    media.send(open('a', '0'));
    media.send({ kind: 'prepare', items: [], callId: 'b' });
    media.send(open('b', '0'));
    expect(workers[1]?.sent).toEqual(['prepare b', 'open-leg b/0']);
  });

  it('keeps calls whose legs may go over to others together', () => {
    const { workers, media } = shared();
    for (const callId of ['a', 'b', 'c']) media.send(open(callId, '0', true));
    media.send({ kind: 'move-leg', legId: 'b/0', toCallId: 'a' });
    media.send({ kind: 'move-leg', legId: 'c/0', toCallId: 'room' });
    media.send(open('room', '1'));
    expect(workers[1]?.sent).toEqual([]);
    expect(workers[0]?.sent.slice(3)).toEqual(['move-leg b/0', 'move-leg c/0', 'open-leg room/1']);
  });

  it('gives the place of a closed call to the next', () => {
    const { workers, media } = shared();
    for (const callId of ['a', 'b', 'c', 'd']) media.send(open(callId, '0'));
    workers[1]?.closed('b');
    workers[1]?.closed('b');
    media.send(open('e', '0'));
    expect(workers[1]?.sent.at(-1)).toBe('open-leg e/0');
  });
});
