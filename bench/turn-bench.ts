import type { Bench, BenchOptions, BenchResult } from './report.ts';
import { measureTurns } from './turn/measure.ts';
import { turnRows } from './turn/mix.ts';
import { turnRecognizers } from './turn/recognizers.ts';
import { broken, fixedWaitMs, minSpeechMs, worstOf, type TurnFigures } from './turn/verdict.ts';

export const bench: Bench = {
  method: [
    'robot calls over SIP and RTP (PCMA) through LiveCalls; customers in a process of their own, five at once (four when quick), since two cores decode no more closed sets beside them',
    'one recogniser after the other: real-time text (eSpeak voice, words typed in step with it); PocketSphinx and a streaming model of',
    '  sherpa-onnx where they are installed (human syllables, sound alone); FunASR’s protocol with a local server whose words come 150 ms',
    '  after their sound (eSpeak voice, sound alone)',
    'mix: 60 % answers, 30 % other sentences, half of them unknown to the script, 10 % broken off in mid-phrase or mid-number;',
    '  a third of all with a pause of 300–900 ms inside; fixed seed; the script has no acknowledgement to say before a reply',
    'latency: last voiced frame sent (≥ -50 dBFS) to first voiced packet received, at the customer; newReplies: sentences that no robot',
    '  had said before, by utterance',
    'false cut-off: the robot spoke into the utterance, or took its words for more than one turn, or ended the turn before its end',
    `barge-in: customer's first voiced packet to the robot's last, less the policy's ${minSpeechMs} ms; an interruption after every fifth utterance`,
    'detail.p50 and the like: the worst recogniser, figure by figure; each under detail.by. Utterances: 220 each, quick 60',
  ],
  async run({ quick, path, models, recognizer: wanted }: BenchOptions): Promise<BenchResult> {
    const rows = quick ? turnRows(60, 4) : turnRows(220, 5);
    const { here, leftOut } = await turnRecognizers(models, wanted);
    if (here.length === 0) throw new Error(`no recogniser '${wanted}' to measure: ${JSON.stringify(leftOut)}`);
    for (const [name, why] of Object.entries(leftOut)) console.log(`  left out: ${name}: ${why}`);
    const by: Record<string, TurnFigures> = {};
    for (const recognizer of here) {
      by[recognizer.name] = await measureTurns(recognizer, rows, path);
      console.log(`  ${recognizer.name}: ${JSON.stringify(by[recognizer.name])}`);
    }
    return judged(by, leftOut);
  },
};

function judged(by: Readonly<Record<string, TurnFigures>>, leftOut: Readonly<Record<string, string>>): BenchResult {
  const worst = worstOf(Object.values(by));
  const misses = Object.fromEntries(
    Object.entries(by).flatMap(([name, figures]) => {
      const missed = broken(figures);
      return missed.length > 0 ? [[name, missed]] : [];
    }),
  );
  return {
    bench: 'turn',
    unit: 'ms from the last voiced frame to the reply (p50 of the worst recogniser), less is better',
    ours: worst.p50,
    peer: null,
    peerName: `none hears these calls; the same turns with a fixed wait of ${fixedWaitMs} ms would come to fixedWaitP50 of each`,
    ratio: null,
    budget: `each recogniser: p50 <= 450 ms, p95 <= 800 ms without mid-phrase, false cut-offs <= 5 %, less wait p50 <= 120 and p95 <= 250 ms, barge-in p95 <= 150 ms, newReplies >= 0.5, unanswered <= 1 %`,
    holds: Object.keys(misses).length === 0,
    detail: { ...worst, misses, leftOut, by },
  };
}
