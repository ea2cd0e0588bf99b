import { expect, test } from 'vitest';
import { scriptedSpeechLink } from '../../speech/testing/scripted-speech-link.ts';
import type { PlayItem } from './media-messages.ts';
import { PresumedSounds } from './presumed-sounds.ts';
import { SoundLibrary } from './sound-library.ts';
import { MemoryFiles } from './testing/memory-files.ts';
import { plainVoice } from './testing/media-rig.ts';

const item = (text: string): PlayItem => ({ text, voice: plainVoice, audioFile: null });

function bench() {
  const speech = scriptedSpeechLink({ firstChunkAfterFlushes: 3 });
  const library = new SoundLibrary({ speech, files: new MemoryFiles(), cacheBytes: 1_000_000, cacheFolder: null });
  const presumed = new PresumedSounds(library);
  const asked = (): string[] =>
    speech.said.map(({ request, abandoned }) => `${request.text}${abandoned ? ' abandoned' : ''}`);
  return { speech, library, presumed, asked };
}

test('what is presumed is made at once, and a better guess gives up the one before in mid-making', () => {
  const { presumed, asked } = bench();
  presumed.replace([item('五十')]);
  presumed.replace([item('五十万')]);
  expect(asked()).toEqual(['五十 abandoned', '五十万']);
  presumed.replace([]);
  expect(asked()).toEqual(['五十 abandoned', '五十万 abandoned']);
});

test('what both guesses hold is made once, and what is said meanwhile is not taken from who says it', () => {
  const { presumed, library, asked } = bench();
  presumed.replace([item('好的。'), item('五十')]);
  presumed.replace([item('好的。')]);
  const said = library.open(item('好的。'));
  presumed.replace([]);
  expect(asked()).toEqual(['好的。', '五十 abandoned']);
  library.release(item('好的。'), said);
  expect(asked()).toEqual(['好的。 abandoned', '五十 abandoned']);
});

test('a guess that is ready when it is wanted is there at once', () => {
  const { presumed, library, speech } = bench();
  presumed.replace([item('您好')]);
  for (let flush = 0; flush < 4; flush++) speech.flush();
  expect(library.open(item('您好'))).toMatchObject({ ended: true, cached: true, lengthSamples: 3_200 });
});
