import type { ScriptDocument, Utterance } from '../contract/script-document.ts';

/** What a pattern says. */
export interface PatternText {
  /** Its name under `patterns`. */
  readonly pattern: string;
  /** Where in the pattern it stands. */
  readonly key: string;
  readonly utterances: readonly Utterance[];
  /** Places that only its texts have. */
  readonly places: readonly string[];
}

/** All that the patterns of a script may say. */
export function patternTexts({ patterns }: ScriptDocument): readonly PatternText[] {
  const texts: readonly (readonly [
    pattern: string,
    key: string,
    readonly Utterance[] | undefined,
    places?: readonly string[],
  ])[] = [
    ['silence', 'say', patterns.silence.say],
    ['noMatch', 'say', patterns.noMatch.say],
    ['repeat', 'prefix', patterns.repeat.prefix],
    ['tooLong', 'say', patterns.tooLong?.say],
    ['repeatedQuestion', 'say', patterns.repeatedQuestion?.say],
    ['acknowledge', 'say', patterns.acknowledge?.say],
    ['voicemail', 'leave', patterns.voicemail.leave],
    ['clarify', 'say', patterns.clarify?.say, ['meaning']],
    ['clarify', 'either', patterns.clarify?.either, ['meaning', 'other']],
    ['skip', 'say', patterns.skip.say],
    ['chitchat', 'say', patterns.chitchat?.say],
    ['chitchat', 'enough', patterns.chitchat?.enough],
    ['correction', 'say', patterns.correction?.say, ['slot', 'value']],
    ['resume', 'say', patterns.resume?.say],
    ['upset', 'say', patterns.upset?.say],
    ['upset', 'goodbye', patterns.upset?.goodbye],
  ];
  return texts.map(([pattern, key, utterances = [], places = []]) => ({ pattern, key, utterances, places }));
}
