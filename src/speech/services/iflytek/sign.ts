import { createHmac } from 'node:crypto';

/**
 * The address of an iFlytek WebSocket service with its authorization: HMAC-SHA256 over host, date and request line, which stands
 * as base64 with the key's name in the query ("接口鉴权" in https://www.xfyun.cn/doc/asr/voicedictation/API.html). Good for 300 s.
 */
export function signedIflytekUrl(
  url: string,
  { apiKey, apiSecret }: { readonly apiKey: string; readonly apiSecret: string },
  nowMs: number,
): string {
  const { host, pathname } = new URL(url);
  const date = new Date(nowMs).toUTCString();
  const origin = `host: ${host}\ndate: ${date}\nGET ${pathname} HTTP/1.1`;
  const signature = createHmac('sha256', apiSecret).update(origin).digest('base64');
  const authorization = `api_key="${apiKey}", algorithm="hmac-sha256", headers="host date request-line", signature="${signature}"`;
  const query = { authorization: Buffer.from(authorization).toString('base64'), date, host };
  const encoded = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${url}?${encoded.join('&')}`;
}
