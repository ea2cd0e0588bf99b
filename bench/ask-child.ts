import type { ChildProcess, Serializable } from 'node:child_process';
import { once } from 'node:events';

/** The next message of a child. Throws where the child ends instead. */
export async function newsOf<News>(child: ChildProcess): Promise<News> {
  const over = new AbortController();
  const { signal } = over;
  const gone = once(child, 'exit', { signal }).then(([code]): never => {
    throw new Error(`the process ended with ${code}`);
  });
  try {
    const [news] = await Promise.race([once(child, 'message', { signal }), gone]);
    return news as News;
  } finally {
    over.abort();
  }
}

/** Sends a question to a child and gives its next message. Throws where the child ends instead. */
export function askChild<Answer>(child: ChildProcess, question: Serializable): Promise<Answer> {
  child.send(question);
  return newsOf(child);
}
