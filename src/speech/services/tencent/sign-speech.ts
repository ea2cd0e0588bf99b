import { createHmac } from 'node:crypto';

/**
 * The address of Tencent's 流式文本语音合成 with its signature: HMAC-SHA1, as base64, over `GET`, host, path and the parameters sorted by
 * name as they are, not yet encoded for a URL ("签名生成" in https://cloud.tencent.com/document/product/1073/108595). Recognition signs
 * without the `GET` and names the signature otherwise.
 */
export function signedTencentSpeechUrl(
  url: string,
  secretKey: string,
  parameters: Readonly<Record<string, string>>,
): { readonly url: string; readonly signature: string } {
  const sorted = Object.entries(parameters).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const plain = sorted.map(([name, value]) => `${name}=${value}`).join('&');
  const signature = createHmac('sha1', secretKey)
    .update(`GET${url.replace(/^wss?:\/\//, '')}?${plain}`)
    .digest('base64');
  const encoded = [...sorted, ['Signature', signature] as const].map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return { url: `${url}?${encoded.join('&')}`, signature };
}
