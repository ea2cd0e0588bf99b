import { createHmac } from 'node:crypto';

/**
 * The address of a Tencent WebSocket service with its signature: HMAC-SHA1, as base64, over host, path and the parameters sorted by
 * name as they are, not yet encoded for a URL ("签名生成" in https://cloud.tencent.com/document/product/1093/48982).
 * `url` goes up to and with the app id.
 */
export function signedTencentUrl(url: string, secretKey: string, parameters: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(parameters).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const plain = sorted.map(([name, value]) => `${name}=${value}`).join('&');
  const signature = createHmac('sha1', secretKey)
    .update(`${url.replace(/^wss?:\/\//, '')}?${plain}`)
    .digest('base64');
  const encoded = [...sorted, ['signature', signature] as const].map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${url}?${encoded.join('&')}`;
}
