import type { LeadFile } from '../lead-file.ts';

/** A list that stands in memory, handed out in small chunks so that characters and lines are cut anywhere. */
export function memoryFile(content: string | Uint8Array, name = 'list.csv', chunkBytes = 11): LeadFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return {
    name,
    sizeBytes: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        yield await Promise.resolve(bytes.subarray(at, at + chunkBytes));
      }
    },
  };
}
