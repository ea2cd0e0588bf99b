import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { CodedError } from '../foundation/errors.ts';
import type { Mail } from './message-mail.ts';

/** The mail server that carries our mail. */
export interface SmtpSettings {
  /** `smtp://user:password@host:587` (STARTTLS where the server has it) or `smtps://…:465`. Never for a log. */
  readonly url: string;
  /** The sender's address. */
  readonly from: string;
}

/** A transaction waits for the answer: shorter than the database lets one idle. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000, dnsTimeout: 5_000 };

const defaultPorts: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/**
 * Sends mail by SMTP, one connection a mail. A password leaves this machine over TLS alone.
 * @throws CodedError `mail-not-sent` with the server's answer; to be tried again later.
 */
export function smtpMailer({ url, from }: SmtpSettings): (mail: Mail) => Promise<void> {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replaceAll(/[[\]]/g, '');
  const secure = protocol === 'smtps:';
  const transport = createTransport(
    {
      host,
      port: port === '' ? (defaultPorts[protocol] ?? 587) : Number(port),
      secure,
      requireTLS: !secure && username !== '' && !isLoopback(host),
      ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
      ...timeouts,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return async ({ messageId, to, subject, text, attachment }) => {
    const { name: filename, type: contentType, bytes } = attachment;
    try {
      await transport.sendMail({
        messageId,
        to,
        subject,
        text,
        attachments: [{ filename, contentType, content: Buffer.from(bytes) }],
      });
    } catch (error) {
      const { code = 'no code', responseCode = null } = error as { code?: string; responseCode?: number };
      // The library's own words may quote what was sent; its codes do not.
      throw new CodedError(
        'mail-not-sent',
        `mail server ${host}: the mail was not taken (${code}${responseCode === null ? '' : `, answer ${responseCode}`})`,
        { host, code, responseCode },
      );
    }
  };
}
