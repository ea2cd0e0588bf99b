import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { hearingRequest, readFrame, soundFrame, speakingRequest } from './frame.ts';

const sized = (payload: Buffer | string): Buffer => {
  const bytes = Buffer.from(payload);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
};

test('frames of a turn are those of the document’s message flow (docs/6561/1354869, 示例：客户发送 3 个请求)', () => {
  const request = hearingRequest({ request: { model_name: 'bigmodel' } });
  expect(request.toString('hex', 0, 4)).toBe('11101100');
  expect(request.readUInt32BE(4)).toBe(request.length - 8);
  expect(gunzipSync(request.subarray(8)).toString()).toBe('{"request":{"model_name":"bigmodel"}}');
  const sound = Buffer.from([1, 2, 3, 4]);
  for (const [last, header] of [
    [false, '11200100'],
    [true, '11220100'],
  ] as const) {
    const frame = soundFrame(sound, last);
    expect(frame.toString('hex', 0, 4)).toBe(header);
    expect(gunzipSync(frame.subarray(8))).toEqual(sound);
  }
});

test('the answers of that flow are read: sequence 1 goes on, flags 0b0011 is the last', () => {
  const payload = gzipSync('{"result":{"text":"这是字节跳动，"}}');
  const frame = (head: string): Buffer => Buffer.concat([Buffer.from(head, 'hex'), sized(payload)]);
  const value = { result: { text: '这是字节跳动，' } };
  expect(readFrame(frame('1191110000000001'))).toEqual({ kind: 'response', last: false, event: null, value });
  expect(readFrame(frame('1193110000000003'))).toEqual({ kind: 'response', last: true, event: null, value });
});

test('the error of that flow is read: code 0x2a0da2ff and its object', () => {
  const frame = Buffer.concat([Buffer.from('11f010002a0da2ff', 'hex'), sized('{"error":"no such format"}')]);
  expect(readFrame(frame)).toEqual({ kind: 'error', code: 0x2a0da2ff, message: 'no such format' });
  const plain = Buffer.concat([Buffer.from('11f0100000000001', 'hex'), sized('plain words')]);
  expect(readFrame(plain)).toMatchObject({ message: 'plain words' });
});

test('a text to speak is the document’s SendText, its answers carry event and session (docs/6561/1719100, 2.4)', () => {
  const wanted = speakingRequest({ req_params: { text: '万物之根' } });
  expect(wanted.toString('hex', 0, 4)).toBe('11101000');
  expect(wanted.subarray(8).toString()).toBe('{"req_params":{"text":"万物之根"}}');
  expect(wanted.readUInt32BE(4)).toBe(wanted.length - 8);
  const answer = (head: string, event: number, payload: Buffer | string): Buffer => {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(event);
    return Buffer.concat([Buffer.from(head, 'hex'), number, sized('nxckjoejnkeg'), sized(payload)]);
  };
  expect(readFrame(answer('11b41000', 352, Buffer.from([1, 0, 2, 0])))).toEqual({
    kind: 'sound',
    last: false,
    event: 352,
    pcm: Buffer.from([1, 0, 2, 0]),
  });
  expect(readFrame(answer('11941000', 152, '{"status_code":20000000,"message":"ok"}'))).toEqual({
    kind: 'response',
    last: false,
    event: 152,
    value: { status_code: 20_000_000, message: 'ok' },
  });
});

test('a payload that unpacks to more than anybody says is no frame', () => {
  const bomb = gzipSync(Buffer.alloc(5_000_000, ' '));
  expect(readFrame(Buffer.concat([Buffer.from('1191110000000001', 'hex'), sized(bomb)]))).toBeNull();
});
