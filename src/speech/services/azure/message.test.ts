import { expect, test } from 'vitest';
import { jsonMessage, readMessage, soundMessage } from './message.ts';

const requestId = '123e4567e89b12d3a456426655440000';
const timeMs = Date.UTC(2016, 7, 16, 15, 3, 54, 183);

test('a message of ours says path, request, time and type, and parts them from its body', () => {
  expect(jsonMessage({ path: 'speech.config', requestId, timeMs }, { context: {} })).toBe(
    'Path: speech.config\r\nX-RequestId: 123e4567e89b12d3a456426655440000\r\nX-Timestamp: 2016-08-16T15:03:54.183Z\r\n' +
      'Content-Type: application/json; charset=utf-8\r\n\r\n{"context":{}}',
  );
});

test('a message of sound begins with the length of its headers, big endian', () => {
  const message = soundMessage({ path: 'audio', requestId, timeMs, contentType: 'audio/x-wav' }, Buffer.from([1, 2]));
  const length = message.readUInt16BE(0);
  expect(message.toString('ascii', 2, 2 + length)).toBe(
    'Path: audio\r\nX-RequestId: 123e4567e89b12d3a456426655440000\r\nX-Timestamp: 2016-08-16T15:03:54.183Z\r\n' +
      'Content-Type: audio/x-wav\r\n',
  );
  expect([...message.subarray(2 + length)]).toEqual([1, 2]);
});

test('the document’s sample messages are read, with a body and without', () => {
  const hypothesis =
    'Path: speech.hypothesis\r\nContent-Type: application/json; charset=utf-8\r\nX-RequestId: ' +
    '123e4567e89b12d3a456426655440000\r\n\r\n{\r\n  "Text": "this is a speech hypothesis",\r\n  "Offset": 0\r\n}';
  expect(readMessage(hypothesis)).toEqual({
    path: 'speech.hypothesis',
    requestId,
    body: '{\r\n  "Text": "this is a speech hypothesis",\r\n  "Offset": 0\r\n}',
  });
  const end = 'Path: turn.end\r\nX-RequestId: 123e4567e89b12d3a456426655440000';
  expect(readMessage(end)).toEqual({ path: 'turn.end', requestId, body: '' });
  expect(readMessage(`${end}\r\n\r\n`)).toEqual({ path: 'turn.end', requestId, body: '' });
});

test('text without a path is no message', () => {
  for (const text of ['', 'hello', '{"Path":"turn.end"}', 'X-RequestId: 1\r\n\r\n{}'])
    expect(readMessage(text)).toBeNull();
});
