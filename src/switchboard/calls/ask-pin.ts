import { NamedTimers } from '../../call/index.ts';
import { LineVoice } from '../voicemail/line-voice.ts';
import type { Stage, StageLine } from './stage.ts';

/** For the first key after the question, and for each after it. */
const firstKeyWithinMs = 15_000;
const nextKeyWithinMs = 5_000;
const mostTries = 3;
const mostDigits = 32;

/**
 * Asks the first party for the digits of a door, three times. They are secret: muted in the recording, told nowhere. The
 * right ones open at once; `#` or a pause ends others.
 */
export function askPin(line: StageLine, pin: string, done: (right: boolean) => void): Required<Stage> {
  const { legId } = line;
  const { media, clock } = line.around;
  const voice = new LineVoice(line, 'zh-CN');
  const timers = new NamedTimers<'keys'>(clock);
  let typed = '';
  let tries = 0;
  let over = false;

  const close = (): void => {
    over = true;
    timers.stopAll();
    voice.hush();
    media.send({ kind: 'secret-keys', legId, on: false });
  };
  const ask = (text: string): void => {
    typed = '';
    voice.say([{ text }]);
    timers.start('keys', firstKeyWithinMs, judge);
  };
  const judge = (): void => {
    tries += 1;
    const right = typed === pin;
    if (!right && tries < mostTries) return ask('密码不正确，请重新输入，按井号键结束。');
    close();
    done(right);
  };
  media.send({ kind: 'secret-keys', legId, on: true });
  ask('请输入密码，按井号键结束。');
  return {
    heard(event) {
      if (over || event.kind !== 'key' || event.legId !== legId) return;
      voice.hush();
      if (event.typed === '#') return judge();
      typed = `${typed}${event.typed}`.slice(0, mostDigits);
      if (typed === pin) return judge();
      timers.start('keys', nextKeyWithinMs, judge);
    },
    stop() {
      if (!over) close();
    },
  };
}
