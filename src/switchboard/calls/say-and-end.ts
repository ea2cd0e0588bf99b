import { voiceSchema } from '../../contract/script-document.ts';
import type { Stage, StageLine, StageResult } from './stage.ts';

/** Says one sentence to the first party; the call is over after it. */
export function sayAndEnd(line: StageLine, text: string, done: (result: StageResult) => void): Stage {
  const { media } = line.around;
  const { legId } = line;
  const playId = `${line.callId}/said`;
  const voice = voiceSchema.parse({});
  media.send({ kind: 'play', legId, playId, items: [{ text, voice, audioFile: null }], bargeIn: { mode: 'never' } });
  let over = false;
  return {
    heard(event) {
      if (over || event.kind !== 'play-ended' || event.playId !== playId) return;
      over = true;
      done({ taken: true, reason: 'it was said' });
    },
    stop() {
      over = true;
      media.send({ kind: 'stop-play', legId });
    },
  };
}
