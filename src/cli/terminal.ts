import { SingleBar } from 'cli-progress';

/** Where a command's words go: results to standard output, everything else to standard error. */
export interface Terminal {
  say(line: string): void;
  result(text: string): void;
  /** A bar where somebody looks, a line now and then elsewhere. */
  progress(done: number, of: number, what: string): void;
  endProgress(): void;
}

const lineEvery = 10;

export function terminal(
  out: NodeJS.WritableStream,
  errors: NodeJS.WritableStream & { readonly isTTY?: boolean },
): Terminal {
  let bar: SingleBar | null = null;
  let lastTold = -1;
  const endProgress = (): void => {
    bar?.stop();
    bar = null;
  };
  return {
    say(line) {
      endProgress();
      errors.write(`${line}\n`);
    },
    result(text) {
      endProgress();
      out.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    progress(done, of, what) {
      if (errors.isTTY !== true) {
        const tenth = of === 0 ? Math.floor(done / 50_000) : Math.floor((done / of) * lineEvery);
        if (tenth !== lastTold) errors.write(`  ${done}${of === 0 ? '' : `/${of}`} ${what}\n`);
        lastTold = tenth;
        return;
      }
      if (!bar) {
        bar = new SingleBar({
          format: of === 0 ? '{value} {what}' : '{bar} {value}/{total} {what}',
          stream: errors,
          hideCursor: true,
          clearOnComplete: false,
        });
        bar.start(of, done, { what });
      }
      bar.setTotal(of);
      bar.update(done, { what });
    },
    endProgress,
  };
}
