/** What a test call came to, as far as advice depends on it. */
export interface TestCallFacts {
  readonly answered: boolean;
  readonly sipStatus: number | null;
  /** Voice or tone came in on the customer's leg. */
  readonly heardAnything: boolean;
  /** Any packet came in. */
  readonly receivedPackets: boolean;
  /** The address we wrote into our session description is one that the far end cannot reach. */
  readonly mediaAddressPrivate: boolean;
}

/** What to change after an answer of the carrier; null where there is nothing to. */
export function adviceForStatus(status: number): string | null {
  switch (status) {
    case 401:
    case 407:
      return 'the carrier refuses the username or password: check `username`, the secret behind `password`, and `domain` (its realm)';
    case 403:
      return 'the carrier forbids the call: the caller number may not be yours there, your address may not be allowed, or the account may not dial this destination; try another `callerIn` or `callerFormat`';
    case 404:
      return 'the carrier knows no such number: compare how it is written above with what the carrier wants (`calleeFormat`: style, prefix, strip)';
    case 408:
      return 'nothing answered: check `proxy` and `transport`, and that a firewall lets SIP through both ways';
    case 484:
      return 'the number is incomplete as written: the carrier may want another `calleeFormat` style, e.g. national or mobile-zero';
    case 488:
    case 606:
      return 'no codec in common: try `codecs: [PCMU, PCMA]` the other way round, and `realTimeText: false`';
    case 503:
      return 'the carrier is overloaded or refuses the rate: lower `callsPerSecond` and `maxCalls`; or no connection came about, and the log says why (refused, or a certificate that TLS does not accept)';
    default:
      return null;
  }
}

/** What to look at after a test call. */
export function adviceForCall(facts: TestCallFacts): string[] {
  const advice =
    facts.sipStatus === null || facts.answered
      ? []
      : [adviceForStatus(facts.sipStatus)].filter((line) => line !== null);
  if (!facts.answered) return advice;
  if (!facts.receivedPackets) {
    advice.push(
      'no sound came in at all: a firewall or NAT between you and the carrier drops RTP; open the RTP ports (WAIHU_RTP_PORTS) for UDP',
    );
    if (facts.mediaAddressPrivate)
      advice.push(
        'your session description names a private address: set WAIHU_MEDIA_ADDRESS to the address the carrier can reach',
      );
  } else if (!facts.heardAnything)
    advice.push('packets came in but they are silent: speak during the test, and check the far end');
  return advice;
}

/** Addresses that no carrier on the internet can send to (RFC 1918, RFC 6598, loopback). */
export function isPrivateAddress(address: string): boolean {
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(address);
}
