import { mayCall } from '../../compliance/index.ts';
import type { CallOrder } from '../../contract/call-order.ts';
import type { Trunk } from '../../contract/lines-document.ts';
import { numberingRefusal } from '../../contract/number-format.ts';
import { CodedError } from '../../foundation/errors.ts';
import type { Waihu } from '../start-waihu.ts';

/**
 * Leave of the gate to call one number by a trunk for a test: it counts like any call. Rejects with `bad-request` where the trunk cannot
 * dial the number and with `gate-refused` where the gate says no.
 */
export async function permittedTest(
  { gate, tenantId, world }: Waihu,
  trunk: Trunk,
  number: string,
): Promise<Pick<CallOrder, 'destination' | 'attemptId'>> {
  const refusal = numberingRefusal(trunk, number);
  if (refusal) throw new CodedError('bad-request', `${number}: ${refusal}`);
  const caller = trunk.callerNumbers[0] ?? '';
  const verdict = await mayCall(gate, {
    tenantId,
    callee: number,
    caller,
    trunk: trunk.name,
    purpose: 'test',
    initiator: 'trunk-test',
    idempotencyKey: world.newId(),
  });
  if (!verdict.allowed)
    throw new CodedError('gate-refused', `the gate refuses this call by rule ${verdict.ruleId}; a test call is a call`);
  const { permit } = verdict;
  return { destination: { kind: 'trunk', trunk, callee: number, caller, permit }, attemptId: permit.attemptId };
}

/** The trunk of that name. Rejects with `not-found`, naming those there are. */
export async function trunkNamed(program: Waihu, name: string): Promise<Trunk> {
  const { trunks } = (await program.lines.of(program.tenantId)).document;
  const trunk = trunks.find((one) => one.name === name);
  if (trunk) return trunk;
  const known = trunks.map((one) => one.name).join(', ') || 'none yet';
  throw new CodedError('not-found', `there is no trunk '${name}'; there are: ${known}`);
}
