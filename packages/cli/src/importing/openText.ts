import fs from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RefusedError } from '../errors';

/** The text of a file as it streams, and how far into the file a place in the text is. */
interface OpenText {
  readonly text: Readable;
  /** @param bytes - of the text, read so far */
  readonly bytesOf: (bytes: number) => number;
}

/** Traces and exports are kept compressed: a name that ends in .gz is unpacked on the way. */
export function openText(file: string): OpenText {
  const packed = fs.createReadStream(file);
  return file.toLowerCase().endsWith('.gz')
    ? {
        text: Readable.from(unpack(packed, file), { objectMode: false }),
        bytesOf: () => packed.bytesRead,
      }
    : { text: packed, bytesOf: bytes => bytes };
}

async function* unpack(packed: Readable, file: string) {
  try {
    // Its faults come out of the loop.
    yield* pipeline(packed, createGunzip(), () => {});
  } catch {
    throw new RefusedError(
      `${file} is not a whole gzip file; what came before the fault was read.`,
    );
  }
}
