import { isAscii } from 'node:buffer';
import { CodedError } from '../foundation/errors.ts';

/** Encodings that lists come in, by the name `TextDecoder` knows. */
export type TextEncodingName = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** So many well-formed characters for each malformed one make an encoding believable. */
const believableShare = 10;

/** Most of a list is digits and commas: blocks without anything else are passed over whole. */
const bytesOfBlock = 512;
const newLine = 0x0a;

/** Counts the multi-byte characters of one encoding over a file that comes in pieces. */
interface CharacterCount {
  wellFormed: number;
  malformed: number;
  /** Line of the first malformed one, from 1. */
  firstMalformedLine: number | null;
}

const noCharacters = (): CharacterCount => ({ wellFormed: 0, malformed: 0, firstMalformedLine: null });

/**
 * Decides over the whole file, never over its beginning: in a long list the first Chinese name may come after a
 * megabyte of digits. A file with a few broken bytes keeps its encoding, and the rows with them are refused one by one.
 */
export class EncodingScan {
  #line = 1;
  #bytes = 0;
  #zeros = 0;
  #start: number[] = [];
  readonly #utf8 = noCharacters();
  readonly #gb18030 = noCharacters();
  #utf8Wanted = 0;
  #gbState: 'idle' | 'second' | 'third' | 'fourth' = 'idle';

  push(chunk: Uint8Array): void {
    if (this.#start.length < 3) this.#start.push(...chunk.subarray(0, 3 - this.#start.length));
    this.#bytes += chunk.length;
    for (let from = 0; from < chunk.length; from += bytesOfBlock) {
      const block = chunk.subarray(from, from + bytesOfBlock);
      if (this.#betweenCharacters && isAscii(block) && !block.includes(0)) this.#line += newLinesIn(block);
      else this.#pushBytes(block);
    }
  }

  /** The encoding, or an error that says where none fits. */
  decide(): TextEncodingName {
    const marked = markedEncoding(this.#start);
    if (marked) return marked;
    if (this.#zeros > 0) throw wrongEncoding('it holds zero bytes, so it is no text', null);
    if (this.#utf8Wanted > 0) this.#spoil(this.#utf8);
    if (this.#gbState !== 'idle') this.#spoil(this.#gb18030);
    if (believable(this.#utf8)) return 'utf-8';
    if (believable(this.#gb18030)) return 'gb18030';
    const line = Math.max(this.#utf8.firstMalformedLine ?? 1, this.#gb18030.firstMalformedLine ?? 1);
    throw wrongEncoding(`line ${line} fits neither`, line);
  }

  get sizeBytes(): number {
    return this.#bytes;
  }

  get #betweenCharacters(): boolean {
    return this.#utf8Wanted === 0 && this.#gbState === 'idle';
  }

  #pushBytes(block: Uint8Array): void {
    for (const byte of block) {
      if (byte === 0) this.#zeros++;
      if (byte >= 0x80 || !this.#betweenCharacters) {
        this.#pushUtf8(byte);
        this.#pushGb18030(byte);
      }
      if (byte === newLine) this.#line++;
    }
  }

  #spoil(count: CharacterCount): void {
    count.malformed++;
    count.firstMalformedLine ??= this.#line;
  }

  #pushUtf8(byte: number): void {
    const continues = byte >= 0x80 && byte < 0xc0;
    if (this.#utf8Wanted > 0) {
      if (continues) {
        if (--this.#utf8Wanted === 0) this.#utf8.wellFormed++;
        return;
      }
      this.#spoil(this.#utf8);
      this.#utf8Wanted = 0;
    }
    if (byte < 0x80) return;
    if (byte >= 0xc2 && byte < 0xe0) this.#utf8Wanted = 1;
    else if (byte >= 0xe0 && byte < 0xf0) this.#utf8Wanted = 2;
    else if (byte >= 0xf0 && byte < 0xf5) this.#utf8Wanted = 3;
    else this.#spoil(this.#utf8);
  }

  #pushGb18030(byte: number): void {
    const digit = byte >= 0x30 && byte <= 0x39;
    const lead = byte >= 0x81 && byte <= 0xfe;
    switch (this.#gbState) {
      case 'idle':
        if (lead) this.#gbState = 'second';
        else if (byte >= 0x80) this.#spoil(this.#gb18030);
        return;
      case 'second':
        if (digit) this.#gbState = 'third';
        else this.#endGbCharacter(byte >= 0x40 && byte <= 0xfe && byte !== 0x7f);
        return;
      case 'third':
        if (lead) this.#gbState = 'fourth';
        else this.#endGbCharacter(false);
        return;
      case 'fourth':
        this.#endGbCharacter(digit);
    }
  }

  #endGbCharacter(wellFormed: boolean): void {
    if (wellFormed) this.#gb18030.wellFormed++;
    else this.#spoil(this.#gb18030);
    this.#gbState = 'idle';
  }
}

function newLinesIn(block: Uint8Array): number {
  let count = 0;
  for (let at = block.indexOf(newLine); at >= 0; at = block.indexOf(newLine, at + 1)) count++;
  return count;
}

/** By the byte order mark, where there is one. */
function markedEncoding([first, second, third]: readonly number[]): TextEncodingName | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

function believable(count: CharacterCount): boolean {
  return count.malformed * believableShare <= count.wellFormed;
}

function wrongEncoding(why: string, line: number | null): CodedError {
  return new CodedError(
    'lead-file-encoding-unknown',
    `the list is neither UTF-8 nor GBK: ${why}; save it as "CSV UTF-8" or as XLSX`,
    { line },
  );
}
