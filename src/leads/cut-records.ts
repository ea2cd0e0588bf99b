/** The text of one CSV record, the line it began on, and whether its quotes must be taken literally. */
export interface RawRecord {
  readonly line: number;
  readonly text: string;
  readonly literal: boolean;
}

/** A quoted cell that is still open after so many lines is a stray quote, not a long remark. */
const maxLinesOfRecord = 30;
/** A record longer than this is cut: no list has one, and an endless line must not fill the memory. */
const maxRecordChars = 65_536;

/**
 * Cuts CSV text that comes in pieces into whole records: line ends of three kinds, cells with line breaks in quotes.
 * A quote that is never closed costs its own line alone, never the rest of the file.
 */
export class RecordCutter {
  #line = 0;
  #rest = '';
  #skippingLine = false;
  #open: string[] = [];
  #openSince = 0;

  push(text: string): RawRecord[] {
    const joined = this.#rest + text;
    const lines = joined.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    const records: RawRecord[] = [];
    for (const line of lines) {
      if (this.#skippingLine) this.#skippingLine = false;
      else this.#takeLine(line, ++this.#line, records);
    }
    if (this.#skippingLine) this.#rest = '';
    else if (this.#rest.length > maxRecordChars) {
      this.#takeLine(this.#rest.slice(0, maxRecordChars), ++this.#line, records);
      this.#rest = '';
      this.#skippingLine = true;
    }
    return records;
  }

  /** What is left when the file is over. */
  end(): RawRecord[] {
    const records = this.push('\n');
    while (this.#open.length > 0) this.#giveUpOpenQuote(records);
    return records;
  }

  #takeLine(text: string, line: number, records: RawRecord[]): void {
    const oddQuotes = hasOddQuotes(text);
    if (this.#open.length === 0) {
      if (oddQuotes) {
        this.#open = [text];
        this.#openSince = line;
      } else if (text.trim() !== '') records.push({ line, text, literal: false });
      return;
    }
    this.#open.push(text);
    if (oddQuotes) {
      records.push({ line: this.#openSince, text: this.#open.join('\n'), literal: false });
      this.#open = [];
    } else if (this.#open.length > maxLinesOfRecord || charsOf(this.#open) > maxRecordChars) {
      this.#giveUpOpenQuote(records);
    }
  }

  /** Takes the first open line as it stands and looks at those after it again. */
  #giveUpOpenQuote(records: RawRecord[]): void {
    const [first = '', ...others] = this.#open;
    const since = this.#openSince;
    this.#open = [];
    records.push({ line: since, text: first, literal: true });
    for (const [index, text] of others.entries()) this.#takeLine(text, since + 1 + index, records);
  }
}

function charsOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}
