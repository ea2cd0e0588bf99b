import { isIP } from 'node:net';
import type { TenantId } from '../contract/ids.ts';
import type { Extension, LinesDocument } from '../contract/lines-document.ts';
import { messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import { resolveSecret, type SecretSources } from '../lines/index.ts';
import type { House } from '../switchboard/index.ts';
import type { SipAccount } from '../telephony/index.ts';

/** All tenants' extensions with their passwords, in memory: registrations and calls are answered without a wait. */
export interface ExtensionBook {
  /** Puts a tenant's extensions in force. Resolves to the addresses of record that are no more. */
  use(tenantId: TenantId, document: LinesDocument): Promise<readonly string[]>;
  accountOf(login: string, domain: string): Promise<SipAccount | null>;
  /** The domain that a host stands for; null where it is none of ours. */
  domainOf(host: string): string | null;
  houseOf(domain: string): House | null;
  domainOfTenant(tenantId: TenantId): string;
}

interface Book extends House {
  readonly passwords: ReadonlyMap<string, string>;
}

/**
 * The first tenant lives at `domain`, every other at its own id under it. Telephones may write our address instead, which
 * means the first tenant. An extension whose secret is missing cannot register, and the log says why.
 */
export function openExtensionBook(parts: {
  readonly domain: string;
  readonly firstTenantId: TenantId;
  readonly secrets: SecretSources;
  readonly logger: Logger;
}): ExtensionBook {
  const { domain, firstTenantId, secrets, logger } = parts;
  const books = new Map<string, Book>();
  const domainOfTenant = (tenantId: TenantId): string =>
    tenantId === firstTenantId ? domain : `${tenantId}.${domain}`;
  const passwordOf = async (extension: Extension): Promise<readonly (readonly [string, string])[]> => {
    try {
      return [[extension.name, await resolveSecret(extension.password, secrets)]];
    } catch (error) {
      logger.warn({ extension: extension.name, reason: messageOf(error) }, 'an extension cannot register');
      return [];
    }
  };
  return {
    async use(tenantId, lines) {
      const { extensions } = lines;
      const passwords = new Map((await Promise.all(extensions.map(passwordOf))).flat());
      const at = domainOfTenant(tenantId);
      const before = books.get(at);
      books.set(at, { tenantId, domain: at, lines, passwords });
      return [...(before?.passwords ?? [])]
        .filter(([name, password]) => passwords.get(name) !== password)
        .map(([name]) => `${name}@${at}`);
    },
    async accountOf(login, at) {
      const password = books.get(at)?.passwords.get(login);
      return password === undefined ? null : { user: login, domain: at, password };
    },
    domainOf(host) {
      const name = host.toLowerCase();
      if (books.has(name)) return name;
      return isIP(name.replaceAll(/[[\]]/g, '')) !== 0 || name === 'localhost' ? domain : null;
    },
    houseOf: (at) => books.get(at) ?? null,
    domainOfTenant,
  };
}
