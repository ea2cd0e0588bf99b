import { expect, test } from 'vitest';
import type { CallEvent } from '../../contract/call-event.ts';
import { tellCustomers } from './hear-by-sound.ts';

test('a customer is told what its own robot said, until the call is over', () => {
  let tell: (event: CallEvent) => void = () => undefined;
  const told: string[] = [];
  const stop = tellCustomers(
    {
      subscribe: (listener) => {
        tell = listener;
        return () => told.push('stopped');
      },
    },
    { robotSaid: (sipCallId, text) => void told.push(`${sipCallId} ${text}`) },
  );
  const event = (facts: object): void => tell(facts as CallEvent);
  const says = (callId: string, spokenText: string): void => event({ kind: 'robot-said', callId, spokenText });
  event({ kind: 'invite-sent', callId: '1', sipCallId: 'a' });
  event({ kind: 'invite-sent', callId: '2', sipCallId: 'b' });
  says('1', '您好。');
  says('2', '方便吗？');
  says('2', '');
  says('3', '谁也不听。');
  event({ kind: 'call-ended', callId: '1' });
  says('1', '再见。');
  stop();
  expect(told).toEqual(['a 您好。', 'b 方便吗？', 'stopped']);
});
