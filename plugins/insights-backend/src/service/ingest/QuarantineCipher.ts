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

  static create(secret: string): QuarantineCipher {
    // Not the key that hashes actors, but derived from it: one secret to keep, two keys that do not help each other.
    const key = hkdfSync('sha256', secret, '', 'insights quarantine body', 32);
    return new QuarantineCipher(Buffer.from(key));
  }

  private constructor(key: Buffer) {
    this.#key = key;
  }

  /** Answers nonce, tag and ciphertext in one piece. */
  encrypt(text: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** @throws where the text was changed or encrypted with another secret */
  decrypt(sealed: Buffer): string {
    const decipher = createDecipheriv(
      ALGORITHM,
      this.#key,
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
  }
}
