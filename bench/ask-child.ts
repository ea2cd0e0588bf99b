import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Sends a question to a child and gives its next message. Throws where the child ends instead. */
export async function askChild<Answer>(child: ChildProcess, question: object): Promise<Answer> {
  const over = new AbortController();
  const { signal } = over;
  const answer = once(child, 'message', { signal }).then(([message]) => message as Answer);
  const gone = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`the process that was asked ended with ${code}`);
  });
  try {
    child.send(question);
    return await Promise.race([answer, gone]);
  } finally {
    over.abort();
    await Promise.allSettled([answer, gone]);
  }
}
