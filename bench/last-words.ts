import { tailSamples } from '../src/speech/recognizer/recognizer-engine.ts';
import type { StreamingDecoder } from '../src/speech/recognizer/streaming-decoder.ts';

/** All that a stream has heard, which is over: its words. */
export function lastWords<Stream>(decoder: StreamingDecoder<Stream>, stream: Stream): string {
  decoder.accept(stream, new Float32Array(tailSamples));
  decoder.inputFinished(stream);
  while (decoder.isReady(stream)) decoder.decode([stream]);
  return decoder.result(stream).text;
}
