import { readFile } from 'node:fs/promises';
import type { Clock } from '../foundation/clock.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Random } from '../foundation/random.ts';
import { openSipEndpoint, type InviteGuard, type SipEndpoint, type TlsMaterial } from '../telephony/index.ts';
import type { SipConfig } from './config.ts';

/** Opens SIP as the configuration has it; what cannot be opened is told with the name of its variable. */
export async function openSip(
  config: SipConfig,
  surroundings: {
    readonly clock: Clock;
    readonly random: Random;
    readonly logger: Logger;
    readonly inviteGuard?: InviteGuard;
  },
): Promise<SipEndpoint> {
  const { clock, random, logger, inviteGuard } = surroundings;
  const tls = await readTls(config);
  return openSipEndpoint({
    clock,
    random,
    logger,
    userAgent: 'Waihu',
    ...(inviteGuard && { inviteGuard }),
    bind: config,
    transports: ['udp', 'tcp'],
    binds: config.binds,
    tls,
  }).catch((error: unknown) => {
    throw inSettings(error);
  });
}

async function readTls({ certificateFiles, authoritiesFile, unverified }: SipConfig): Promise<TlsMaterial> {
  return {
    unverified,
    ...(certificateFiles && {
      certificate: {
        chain: await readPem('WAIHU_SIP_TLS_CERT', certificateFiles.chain),
        key: await readPem('WAIHU_SIP_TLS_KEY', certificateFiles.key),
      },
    }),
    ...(authoritiesFile !== null && { authorities: [await readPem('WAIHU_SIP_TLS_CA', authoritiesFile)] }),
  };
}

async function readPem(variable: string, path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CodedError('sip-tls', `${variable} '${path}': ${messageOf(error)}; wanted a file in PEM`, {}, error);
  });
  if (!text.includes('-----BEGIN '))
    throw new CodedError('sip-tls', `${variable} '${path}' is no PEM; wanted a file that has '-----BEGIN …'`);
  return text;
}

function inSettings(error: unknown): CodedError {
  const { code, facts } = error instanceof CodedError ? error : { code: '', facts: {} as CodedError['facts'] };
  if (code === 'sip-bad-certificate') {
    const wanted = 'set WAIHU_SIP_TLS_CERT and WAIHU_SIP_TLS_KEY to a certificate and its own key, in PEM';
    return new CodedError('sip-tls', `${messageOf(error)}: ${wanted}`, {}, error);
  }
  const transport = String(facts['transport'] ?? '');
  const own = ['tls', 'ws', 'wss'].includes(transport) ? `${transport.toUpperCase()}_` : '';
  const text = `${messageOf(error)}: stop the program that has it, or set WAIHU_SIP_${own}PORT`;
  return new CodedError('sip-port', text, {}, error);
}
