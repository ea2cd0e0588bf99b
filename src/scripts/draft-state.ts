import type { DraftState, DraftStep } from '../contract/script-library.ts';
import { CodedError } from '../foundation/errors.ts';

/**
 * A draft on its way to a version. Whoever saves another text begins again: what was read and approved was not this.
 *
 * ```
 *            save                  save (from any state)
 *   ·  ─────────────▶  draft  ◀───────────────────────────┐
 *                        │ review                         │
 *                        ▼                 return         │
 *                    in-review ──────────────────▶ returned
 *                        │ approve                 ▲   │
 *                        ▼           return        │   │ review
 *                    approved ─────────────────────┘   ▼
 *                        │ publish                 in-review
 *                        ▼
 *                    (a version; the draft is gone)
 * ```
 */
const after: Readonly<Record<DraftStep, Partial<Readonly<Record<DraftState, DraftState>>>>> = {
  review: { draft: 'in-review', returned: 'in-review' },
  approve: { 'in-review': 'approved' },
  return: { 'in-review': 'returned', approved: 'returned' },
  // Its last state: the draft is gone afterwards.
  publish: { approved: 'approved' },
};

/** The state after a step. Throws `script-cannot-change`, which names the states it may be taken in. */
export function stateAfter(scriptId: string, state: DraftState, step: DraftStep): DraftState {
  const next = after[step][state];
  if (next !== undefined) return next;
  const wanted = Object.keys(after[step]).join(' or ');
  throw new CodedError('script-cannot-change', `the draft of '${scriptId}' is ${state}: ${step} wants it ${wanted}`, {
    scriptId,
    state,
    step,
  });
}
