/** An event longer than this is none. */
const longestEvent = 262_144;

/**
 * The data of each event of a stream (text/event-stream, HTML Living Standard §9.2.6), comments and other fields left out. Throws
 * where an event is longer than 256 kB.
 */
export async function* eventsIn(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = '';
  let data: string[] = [];
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true });
    // A carriage return may be half of a line's end.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    text = lines.pop() ?? '';
    if (text.length > longestEvent) throw new Error(`an event of the stream is longer than ${longestEvent} characters`);
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      if (line !== '' || data.length === 0) continue;
      yield data.join('\n');
      data = [];
    }
  }
  // Servers that forget the blank line after the last event are common.
  if (text.startsWith('data:')) data.push(text.slice(5).trim());
  if (data.length > 0) yield data.join('\n');
}
