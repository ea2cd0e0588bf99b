import { formatDiversion, formatHistoryEntry, retargeted, type HistoryEntry } from '../../telephony/index.ts';

/** An extension that did not take a call and sent it somewhere else. */
export interface SentOn {
  readonly extension: string;
  /** In the words of RFC 5806. */
  readonly reason: 'unconditional' | 'user-busy' | 'no-answer' | 'unavailable' | 'deflection';
}

/** Which header says so: `Diversion` (RFC 5806) or `History-Info` (RFC 7044). */
export type ForwardedIn = 'none' | 'diversion' | 'history-info';

/** Each reason as the answer that would have led to it (RFC 7044 §10.2). */
const reasons = {
  unconditional: { protocol: 'SIP', cause: 302, text: 'Moved Temporarily' },
  deflection: { protocol: 'SIP', cause: 302, text: 'Moved Temporarily' },
  'user-busy': { protocol: 'SIP', cause: 486, text: 'Busy Here' },
  'no-answer': { protocol: 'SIP', cause: 408, text: 'Request Timeout' },
  unavailable: { protocol: 'SIP', cause: 480, text: 'Temporarily Unavailable' },
} as const;

/**
 * Tells whoever is called now by which extensions the call came; `steps` are the first one first. `uriOf` names an extension to
 * the callee, null for one that is not to be known there.
 */
export function sentOnHeaders(
  steps: readonly SentOn[],
  uriOf: (extension: string) => string | null,
  calleeUri: string,
  as: ForwardedIn,
): Readonly<Record<string, string>> {
  const known = steps.flatMap(({ extension, reason }) => {
    const uri = uriOf(extension);
    return uri === null ? [] : [{ uri, displayName: null, reason }];
  });
  if (known.length === 0 || as === 'none') return {};
  if (as === 'diversion') {
    const latestFirst = known.toReversed().map((step) => formatDiversion({ ...step, counter: 1 }));
    return { Diversion: latestFirst.join(', ') };
  }
  const targets = [...known, { uri: calleeUri, displayName: null, reason: null }];
  let history: readonly HistoryEntry[] = [];
  for (const [at, { uri, displayName }] of targets.entries())
    history = retargeted(history, { uri, displayName }, reasons[known[at - 1]?.reason ?? 'unconditional']);
  return { 'History-Info': history.map(formatHistoryEntry).join(', ') };
}
