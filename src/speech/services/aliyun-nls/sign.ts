import { createHmac } from 'node:crypto';

/**
 * The query of a GET to an Aliyun POP interface with its signature: HMAC-SHA1, as base64, over method, path and the sorted query, which
 * is encoded twice ("签名机制" in https://help.aliyun.com/document_detail/113251.htm).
 */
export function signedAliyunQuery(parameters: Readonly<Record<string, string>>, accessKeySecret: string): string {
  const query = Object.entries(parameters)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
  const signature = createHmac('sha1', `${accessKeySecret}&`)
    .update(`GET&${encoded('/')}&${encoded(query)}`)
    .digest('base64');
  return `Signature=${encoded(signature)}&${query}`;
}

/** As POP encodes: RFC 3986, where `encodeURIComponent` leaves five marks more as they are. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
