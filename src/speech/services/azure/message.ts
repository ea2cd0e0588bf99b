/**
 * Messages of Azure's speech protocol over WebSocket: headers and a body. In a text frame an empty line parts them; in a binary one the first
 * two bytes, big endian, are the length of the headers
 * (https://learn.microsoft.com/previous-versions/azure/cognitive-services/bing-speech/api-reference-rest/websocketprotocol, "Message types").
 */
export interface AzureMessage {
  /** 'speech.hypothesis' */
  readonly path: string;
  readonly requestId: string;
  readonly body: string;
}

/** What every message of ours says of itself. */
export interface AzureHeading {
  readonly path: string;
  /** A UUID without dashes. */
  readonly requestId: string;
  readonly timeMs: number;
  readonly contentType?: string;
}

const parting = '\r\n\r\n';

function headersOf({ path, requestId, timeMs, contentType }: AzureHeading): string {
  const lines = [`Path: ${path}`, `X-RequestId: ${requestId}`, `X-Timestamp: ${new Date(timeMs).toISOString()}`];
  if (contentType !== undefined) lines.push(`Content-Type: ${contentType}`);
  return lines.join('\r\n');
}

export function jsonMessage(heading: AzureHeading, body: unknown): string {
  const whole = { ...heading, contentType: 'application/json; charset=utf-8' };
  return `${headersOf(whole)}${parting}${JSON.stringify(body)}`;
}

export function soundMessage(heading: AzureHeading, body: Uint8Array): Buffer {
  const headers = Buffer.from(`${headersOf(heading)}\r\n`, 'ascii');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(headers.length);
  return Buffer.concat([length, headers, body]);
}

/** Null for text that has no path. */
export function readMessage(text: string): AzureMessage | null {
  const end = text.indexOf(parting);
  const headers = new Map(
    (end === -1 ? text : text.slice(0, end)).split('\r\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const path = headers.get('path');
  if (!path) return null;
  return {
    path: path.toLowerCase(),
    requestId: headers.get('x-requestid') ?? '',
    body: end === -1 ? '' : text.slice(end + parting.length),
  };
}
