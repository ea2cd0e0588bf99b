import { mainFlowOf } from '../place.ts';
import { report, type Findings } from './problem.ts';

const identity =
  /\bai\b|ai(?=[^a-z])|人工智能|智能.{0,4}(助手|助理|客服|机器人|顾问|外呼|语音)|语音助手|机器人|虚拟(助手|助理|客服)|automated|robot|virtual assistant/i;

/**
 * A marketing call says at its start that a machine is speaking, and that sentence cannot be interrupted (标识办法, see
 * the compliance guide). Every wording of the start node must say it.
 */
export function checkIdentity(findings: Findings): void {
  const { document } = findings;
  if (document.purpose !== 'marketing') return;
  const flow = mainFlowOf(document);
  const start = document.flows[flow]?.start;
  const node = start === undefined ? undefined : document.flows[flow]?.nodes[start];
  if (start === undefined || node === undefined) return;
  const where = { flow, node: start, path: ['flows', flow, 'nodes', start] };
  const utterances = 'say' in node ? (node.say ?? []) : [];
  const silentAbout = utterances.find(({ text }) => !identity.test(text));
  if (utterances.length === 0 || silentAbout !== undefined) {
    const what = silentAbout === undefined ? 'says nothing' : `"${silentAbout.text}" does not say so`;
    report(
      findings,
      'identity-missing',
      where,
      `a marketing call begins by saying that an AI (智能助手) is calling; ${what}`,
    );
  }
  if (!('bargeIn' in node) || node.bargeIn?.mode !== 'never')
    report(findings, 'identity-missing', where, "the sentence that says who is calling must have bargeIn 'never'");
}
