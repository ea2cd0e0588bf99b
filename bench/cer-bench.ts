import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { framesOf } from '../src/audio/index.ts';
import { messageOf } from '../src/foundation/errors.ts';
import { seededRandom, type Random } from '../src/foundation/random.ts';
import { recognizersIn, startHearing, type HeardCall, type Hearing } from './cer/hearing.ts';
import { readLabelledSpeech, type LabelledUtterance } from './cer/labelled-speech.ts';
import { scoreOf, type Score } from './cer/score.ts';
import { overTelephone } from './cer/telephone-path.ts';
import { rounded, type Bench, type BenchOptions, type BenchResult } from './report.ts';

/** Of a closed set, over a telephone line that loses nothing. */
const leastSentencesRight = 0.95;
/** Every so many rows are judged when quick. */
const quickStep = 8;

/** What happens to a sound before it is heard; a null share: it is heard as it was recorded. */
const conditions = [
  { name: '16 kHz', lossShare: null },
  { name: '8 kHz, 0 % lost', lossShare: 0 },
  { name: '8 kHz, 1 % lost', lossShare: 0.01 },
  { name: '8 kHz, 5 % lost', lossShare: 0.05 },
] as const;
type Condition = (typeof conditions)[number];
const judgedCondition = '8 kHz, 0 % lost';

type Scores = Readonly<Record<string, Score>>;
interface JudgedRecognizer {
  readonly isClosedSet: boolean;
  readonly scores: Scores;
}

export const bench: Bench = {
  method: [
    '--wavs DIR: DIR/labels.jsonl ({"file","text"} a line) or transcripts.tsv; wav of 8 or 16 kHz, other kinds through sox; bad rows are named and left out;',
    'without it the sentences in audio/aishell of the folder of models. --recognizer NAME: one instead of all that are installed',
    'heard by the engine in its own process, with the settings that calls have; files of one "speaker" (a third, optional field) are turns of one call',
    '16 kHz: as recorded (a model of 8 kHz hears it resampled, and uncoded); 8 kHz: A-law in RTP packets of 20 ms, lost at random with a fixed',
    'seed, decoded; the recogniser hears packets as they come, lost ones concealed, as in a call',
    'a recogniser with a closed set expects the texts of all labels, or of --expect FILE (a phrase a line)',
    'right to the letter, which is judged: no character differs; punctuation, blanks, capitals and the way figures are written do not count;',
    'sentencesRight and character errors: nor does a 嗯 or 喂 at the beginning.',
    'Quick: every eighth file',
  ],
  async run(options: BenchOptions): Promise<BenchResult> {
    const folder = options.wavs ?? join(options.models, 'audio', 'aishell');
    const speech = await readLabelledSpeech(folder).catch((error: unknown) => messageOf(error));
    if (typeof speech === 'string') return nothingJudged(`no labelled speech: ${speech}`);
    for (const problem of speech.problems) console.log(`  not judged: ${problem}`);
    const names = (await recognizersIn(options.models)).filter((name) => name === (options.recognizer ?? name));
    if (names.length === 0 || speech.utterances.length === 0)
      return nothingJudged(`no recogniser ${options.recognizer ?? ''} in ${options.models}, or no speech in ${folder}`);
    const expected = await expectedPhrases(options.expect, speech.utterances);
    const judged = speech.utterances.filter((_, index) => !options.quick || index % quickStep === 0);
    const by: Record<string, JudgedRecognizer> = {};
    for (const name of names) {
      const hearing = await startHearing(options.models, name);
      try {
        by[name] = { isClosedSet: hearing.isClosedSet, scores: await judge(name, hearing, judged, expected) };
      } finally {
        await hearing.close();
      }
    }
    return resultOf(by, { notJudged: speech.problems.length, seconds: secondsOf(judged) });
  },
};

async function expectedPhrases(
  wanted: string | null,
  utterances: readonly LabelledUtterance[],
): Promise<readonly string[]> {
  if (wanted === null || wanted === 'labels') return utterances.map(({ text }) => text);
  return (await readFile(wanted, 'utf8')).split('\n').filter((line) => line.trim() !== '');
}

async function judge(
  name: string,
  hearing: Hearing,
  utterances: readonly LabelledUtterance[],
  expected: readonly string[],
): Promise<Scores> {
  const scores: Record<string, Score> = {};
  for (const condition of conditions) {
    const random = seededRandom(7);
    const answers: { readonly said: string; readonly heard: string }[] = [];
    for (const turns of callsOf(utterances)) {
      const call = hearing.call(expected);
      for (const turn of turns)
        answers.push({ said: turn.text, heard: await hearIn(condition, hearing, call, turn, random) });
      call.close();
    }
    const score = scoreOf(answers);
    scores[condition.name] = score;
    const right = (score.sentencesRight * 100).toFixed(1);
    const errors = (score.characterErrorRate * 100).toFixed(1);
    console.log(`  ${name}, ${condition.name}: ${right} % of sentences right, ${errors} % character errors`);
    for (const { said, heard } of answers)
      if (scoreOf([{ said, heard }]).sentencesRight < 1) console.log(`    ${said} → ${heard || '(nothing)'}`);
  }
  return scores;
}

async function hearIn(
  { lossShare }: Condition,
  hearing: Hearing,
  call: HeardCall,
  { wide, narrow }: LabelledUtterance,
  random: Random,
): Promise<string> {
  if (lossShare !== null) {
    const { heard } = await overTelephone(narrow, lossShare, random);
    return call.hear(heard);
  }
  return hearing.hearWide?.(wide) ?? call.hear(framesOf(narrow));
}

/** The turns of each speaker together; of nobody known, each by itself. */
function callsOf(utterances: readonly LabelledUtterance[]): readonly (readonly LabelledUtterance[])[] {
  const calls = new Map<string, LabelledUtterance[]>();
  for (const [index, utterance] of utterances.entries()) {
    const caller = utterance.speaker === null ? `turn ${index}` : `speaker ${utterance.speaker}`;
    calls.set(caller, [...(calls.get(caller) ?? []), utterance]);
  }
  return [...calls.values()];
}

const secondsOf = (utterances: readonly LabelledUtterance[]): number =>
  rounded(utterances.reduce((sum, { narrow }) => sum + narrow.length, 0) / 8_000);

function resultOf(
  by: Readonly<Record<string, JudgedRecognizer>>,
  about: Readonly<Record<string, unknown>>,
): BenchResult {
  const all = Object.values(by);
  const rightOf = ({ scores }: JudgedRecognizer): number => scores[judgedCondition]?.sentencesRightToTheLetter ?? 0;
  const inPercent = Object.entries(by).map(([name, { scores }]) => [
    name,
    Object.fromEntries(
      Object.entries(scores).map(([condition, { utterances, characterErrorRate, ...right }]) => [
        condition,
        {
          utterances,
          sentencesRight: rounded(right.sentencesRight, 3),
          sentencesRightToTheLetter: rounded(right.sentencesRightToTheLetter, 3),
          characterErrorRate: rounded(characterErrorRate, 3),
        },
      ]),
    ),
  ]);
  return {
    bench: 'cer',
    unit: `share of sentences right to the letter at ${judgedCondition}, of the worst recogniser; more is better`,
    ours: rounded(Math.min(...all.map(rightOf)), 3),
    peer: null,
    peerName: null,
    ratio: null,
    budget: `closed sets: sentences right to the letter >= ${leastSentencesRight * 100} % at ${judgedCondition}; others are told, not judged`,
    holds: all.filter(({ isClosedSet }) => isClosedSet).every((one) => rightOf(one) >= leastSentencesRight),
    detail: { ...about, by: Object.fromEntries(inPercent) as unknown },
  };
}

function nothingJudged(why: string): BenchResult {
  console.log(`  ${why}`);
  const nothing = { ours: 0, peer: null, peerName: null, ratio: null, budget: 'none without speech', holds: false };
  return { bench: 'cer', unit: 'share of sentences right, more is better', ...nothing, detail: { why } };
}
