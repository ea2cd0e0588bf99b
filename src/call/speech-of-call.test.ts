import { expect, test } from 'vitest';
import { tenantIdSchema } from '../contract/ids.ts';
import { voiceSchema } from '../contract/script-document.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import type { MediaCommand } from './media/media-messages.ts';
import { surroundingsOf } from './speech-of-call.ts';

const tenantId = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000aa');
const other = tenantIdSchema.parse('00000000-0000-4000-8000-0000000000bb');
const item = { text: '您好', voice: voiceSchema.parse({}), audioFile: null };
const listen: MediaCommand = {
  kind: 'listen',
  legId: 'leg',
  detectVoice: true,
  recognizer: 'house',
  hotwords: [],
  language: 'cmn',
  fillers: [],
};

function rig() {
  const sent: MediaCommand[] = [];
  const around = {
    recognizer: 'usual',
    fallbackRecognizers: ['second'],
    media: { send: (command: MediaCommand) => sent.push(command), subscribe: () => () => undefined },
    speechOf: (tenant: string) =>
      tenant === tenantId
        ? { recognizers: ['house', 'cloud'], synthesizers: ['voice'], denoise: true, gainControl: true }
        : { recognizers: [], synthesizers: null, denoise: false, gainControl: false },
  } as unknown as CallSurroundings;
  return { sent, around };
}

test("a tenant's calls hear and speak as it set, another's as that one did", () => {
  const { sent, around } = rig();
  const mine = surroundingsOf(around, tenantId);
  expect([mine.recognizer, mine.fallbackRecognizers]).toEqual(['house', ['cloud']]);
  mine.media.send(listen);
  mine.media.send({ kind: 'prepare', items: [item] });
  mine.media.send({ kind: 'stop-play', legId: 'leg' });
  const theirs = surroundingsOf(around, other);
  expect([theirs.recognizer, theirs.fallbackRecognizers]).toEqual([null, []]);
  theirs.media.send({ kind: 'prepare', items: [item] });
  expect(sent).toEqual([
    { ...listen, denoise: true, gainControl: true },
    { kind: 'prepare', items: [{ ...item, synthesizers: ['voice'] }] },
    { kind: 'stop-play', legId: 'leg' },
    { kind: 'prepare', items: [item] },
  ]);
});

test('where nobody says, calls hear as the program does', () => {
  const { speechOf, ...around } = rig().around;
  expect(speechOf).toBeDefined();
  expect(surroundingsOf(around, tenantId)).toBe(around);
});
