import { report, type Findings, type Where } from './problem.ts';

/** Follow-ups are there, can be come to, and what asks something back has them. */
export function checkKnowledge(findings: Findings): void {
  const { knowledge } = findings.document;
  const known = new Set(knowledge.map(({ id }) => id));
  const followed = new Set(knowledge.flatMap(({ followUps }) => followUps ?? []));
  knowledge.forEach(({ id, ask, followUps, onlyAsFollowUp }, index) => {
    const where = (key: string): Where => ({ path: ['knowledge', index, key] });
    for (const other of followUps ?? []) {
      if (!known.has(other))
        report(
          findings,
          'unknown-intent',
          where('followUps'),
          `the follow-up '${other}' of '${id}' is no knowledge entry`,
        );
    }
    if (ask !== undefined && (followUps ?? []).length === 0)
      report(findings, 'no-way-on', where('ask'), `'${id}' asks something back and has no 'followUps' for the reply`);
    if (onlyAsFollowUp === true && !followed.has(id))
      report(findings, 'unreachable', where('onlyAsFollowUp'), `'${id}' is only a follow-up, and of no entry`);
  });
}
