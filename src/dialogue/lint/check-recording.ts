import type { Utterance } from '../../contract/script-document.ts';
import { isRecording } from '../recorded-line.ts';
import { namesIn } from '../template.ts';
import { report, type Findings, type Where } from './problem.ts';

/**
 * A recording says what its text says: every place of the text has its part, in the same order. A whole recording of a
 * text with places would say one customer's name to all.
 */
export function checkRecording(findings: Findings, utterance: Utterance, where: Where): void {
  const audio = 'audio' in utterance ? utterance.audio : undefined;
  if (audio === undefined) return;
  checkFiles(findings, typeof audio === 'string' ? [audio] : audio, where);
  const wanted = namesIn(utterance.text);
  if (typeof audio === 'string') {
    if (wanted.length > 0)
      report(
        findings,
        'recording-incomplete',
        where,
        `the recording '${audio}' cannot say {${wanted.join('}, {')}} of "${utterance.text}"; give it in parts: [before.wav, '{${wanted[0]}}', after.wav]`,
      );
    return;
  }
  const given = audio.flatMap((part) => namesIn(part));
  if (wanted.join('\n') === given.join('\n')) return;
  const missing = wanted.filter((name) => !given.includes(name));
  const beyond = given.filter((name) => !wanted.includes(name));
  const fault =
    missing.length > 0
      ? `have no part for {${missing.join('}, {')}}`
      : beyond.length > 0
        ? `say {${beyond.join('}, {')}}, which the text does not`
        : 'say the places of the text in another order or number';
  report(findings, 'recording-incomplete', where, `the parts of the recording of "${utterance.text}" ${fault}`);
}

/** A file with a place in its name is a call's to find: the value is said where it is not. */
function checkFiles(findings: Findings, audio: readonly string[], where: Where): void {
  for (const file of audio) {
    if (namesIn(file).length > 0 || !isRecording(file)) continue;
    const fault = findings.recordingFault?.(file) ?? null;
    if (fault !== null) report(findings, 'recording-unusable', where, fault);
  }
}
