import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { gainExperience, type Experience } from './experience.ts';
import { partsOf } from './features.ts';

/** Beside the program: `src` and `dist` lie equally deep, and keep one each. */
const folder = new URL('../../../../.cache/', import.meta.url);
const file = new URL(import.meta.url.endsWith('.ts') ? 'experience.bin' : 'experience-built.bin', folder);
const room = new URL('../', import.meta.url);
const keyLength = 32;
const probe = '嗯，我没时间，三十万一年多少钱？你们是机器人吧，别再打了';

/**
 * What is known of all calls, from the file in which another process of this very program has kept it, else gained anew (seconds) and
 * kept. A folder that cannot be written costs those seconds each time, nothing else.
 */
export function experienceKept(): Experience {
  const key = keyOfProgram();
  const known = readKept(key);
  if (known !== null) return known;
  const experience = gainExperience();
  keep(key, experience);
  return experience;
}

/** Changes with the sentences, with the code that learns from them, and with how this Node and its libraries read a sentence. */
function keyOfProgram(): Buffer {
  const hash = createHash('sha256');
  const names = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test)\.[jt]s$/.test(name),
  );
  for (const name of names.toSorted()) hash.update(readFileSync(new URL(name, room)));
  for (const [parts] of partsOf(probe)) hash.update(JSON.stringify([...parts]));
  return hash.digest();
}

function readKept(key: Buffer): Experience | null {
  try {
    const bytes = readFileSync(file);
    return bytes.subarray(0, keyLength).equals(key)
      ? shared(deserialize(bytes.subarray(keyLength)) as Experience)
      : null;
  } catch {
    return null;
  }
}

function keep(key: Buffer, experience: Experience): void {
  try {
    mkdirSync(folder, { recursive: true });
    const unfinished = `${fileURLToPath(file)}.${process.pid}`;
    writeFileSync(unfinished, Buffer.concat([key, serialize(experience)]));
    renameSync(unfinished, file);
  } catch {
    // A program whose folder is read-only learns anew at each start.
  }
}

/** The tables in memory that threads share, as `gainExperience` gives them. */
function shared({ rarities, acts, everyday }: Experience): Experience {
  const { table, size } = rarities.vocabulary;
  const vocabulary = { size, table: inSharedMemory(table) };
  return {
    rarities: { ...rarities, vocabulary, rarity: inSharedMemory(rarities.rarity) },
    acts: { ...acts, vocabulary, weights: inSharedMemory(acts.weights), bias: acts.bias.slice() },
    everyday,
  };
}

function inSharedMemory<Table extends Uint32Array | Float32Array | Int8Array>(table: Table): Table {
  const bytes = new Uint8Array(new SharedArrayBuffer(table.byteLength));
  bytes.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength));
  const Kind = table.constructor as new (buffer: SharedArrayBuffer) => Table;
  return new Kind(bytes.buffer);
}
