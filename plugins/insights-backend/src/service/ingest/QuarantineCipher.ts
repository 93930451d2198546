import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
} from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts what waits in quarantine: it may name people where nobody expected it. Only a re-drive reads it. */
export class QuarantineCipher {
  readonly #key: Buffer;
  /** Of secrets that were replaced: what was sealed with them waits to be read all the same. */
  readonly #formerKeys: readonly Buffer[];

  static create(
    secret: string,
    formerSecrets: readonly string[] = [],
  ): QuarantineCipher {
    return new QuarantineCipher(
      deriveKey(secret),
      formerSecrets.map(deriveKey),
    );
  }

  private constructor(key: Buffer, formerKeys: readonly Buffer[]) {
    this.#key = key;
    this.#formerKeys = formerKeys;
  }

  /** Answers nonce, tag and ciphertext in one piece. */
  encrypt(text: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** @throws where the text was changed or encrypted with a secret that is not known any more */
  decrypt(sealed: Buffer): string {
    // The newest of the former first: what was sealed with the oldest has mostly expired.
    for (const key of [this.#key, ...this.#formerKeys.toReversed()]) {
      const text = open(sealed, key);
      if (text !== undefined) {
        return text;
      }
    }
    throw new Error(
      'A body in quarantine cannot be read: it was changed, or sealed with a key that is in neither insights.actorKey nor insights.previousActorKeys.',
    );
  }
}

/**
 * Not the key that hashes actors, but derived from it: one secret to keep, two keys that do not help each other.
 */
function deriveKey(secret: string): Buffer {
  return Buffer.from(
    hkdfSync('sha256', secret, '', 'insights quarantine body', 32),
  );
}

/** undefined where the key is another one, which the tag tells for certain. */
function open(sealed: Buffer, key: Buffer): string | undefined {
  try {
    const decipher = createDecipheriv(
      ALGORITHM,
      key,
      sealed.subarray(0, NONCE_BYTES),
    );
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return (
      decipher.update(
        sealed.subarray(NONCE_BYTES + TAG_BYTES),
        undefined,
        'utf8',
      ) + decipher.final('utf8')
    );
  } catch {
    return undefined;
  }
}
