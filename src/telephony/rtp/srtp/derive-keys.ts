import { createCipheriv } from 'node:crypto';

/** The keys that packets of one kind are sealed with. */
export interface SessionKeys {
  readonly encryption: Buffer;
  readonly authentication: Buffer;
  readonly salt: Buffer;
}

/** First of three labels for each kind of packet: encryption, authentication, salt (RFC 3711 §4.3.1, §4.3.2). */
const firstLabel = { rtp: 0, rtcp: 3 } as const;
const authenticationBytes = 20;

/**
 * Makes session keys from the master key, once for the whole session: a derivation rate of zero (RFC 3711 §4.3). A 12
 * octet salt of AES-GCM stands at the front of the 14 octets (RFC 7714 §11).
 */
export function deriveKeys(masterKey: Buffer, masterSalt: Buffer, kind: 'rtp' | 'rtcp'): SessionKeys {
  const label = firstLabel[kind];
  return {
    encryption: derive(masterKey, masterSalt, label, masterKey.length),
    authentication: derive(masterKey, masterSalt, label + 1, authenticationBytes),
    salt: derive(masterKey, masterSalt, label + 2, masterSalt.length),
  };
}

function derive(masterKey: Buffer, masterSalt: Buffer, label: number, length: number): Buffer {
  const block = Buffer.alloc(16);
  masterSalt.copy(block);
  // The label stands above 48 bits of index, which stay zero, in a number of 112 bits.
  block[7] = (block[7] as number) ^ label;
  return createCipheriv('aes-128-ctr', masterKey, block).update(Buffer.alloc(length));
}
