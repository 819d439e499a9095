/** SHA-256 (FIPS 180-4) of bytes that arrive in pieces: WebCrypto takes a message only as a whole. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** Lower-case hex; nothing may be added afterwards. */
  finish(): string;
}

const BLOCK_BYTES = 64;

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (4.2.2). */
const K = Int32Array.from(firstPrimes(64), (prime) => fractionBits(Math.cbrt(prime)));
/** The same of the square roots of the first 8 (5.3.3). */
const INITIAL = Int32Array.from(firstPrimes(8), (prime) => fractionBits(Math.sqrt(prime)));

export function createSha256(): Sha256 {
  const state = INITIAL.slice();
  const schedule = new Int32Array(64);
  const pending = new Uint8Array(BLOCK_BYTES);
  let pendingBytes = 0;
  let totalBytes = 0;

  const add = (bytes: Uint8Array): void => {
    let position = 0;
    if (pendingBytes > 0) {
      position = Math.min(BLOCK_BYTES - pendingBytes, bytes.length);
      pending.set(bytes.subarray(0, position), pendingBytes);
      pendingBytes += position;
      if (pendingBytes < BLOCK_BYTES) return;
      compress(state, schedule, viewOf(pending), 0);
      pendingBytes = 0;
    }
    const view = viewOf(bytes);
    for (; position + BLOCK_BYTES <= bytes.length; position += BLOCK_BYTES) compress(state, schedule, view, position);
    pending.set(bytes.subarray(position));
    pendingBytes = bytes.length - position;
  };

  return {
    update(bytes) {
      totalBytes += bytes.length;
      add(bytes);
    },
    finish() {
      // 5.1.1: a 1 bit, zeros, and the message's length in bits as 64 bits, up to whole blocks.
      const padding = new Uint8Array(BLOCK_BYTES * (pendingBytes < BLOCK_BYTES - 8 ? 1 : 2) - pendingBytes);
      padding[0] = 0x80;
      new DataView(padding.buffer).setBigUint64(padding.length - 8, 8n * BigInt(totalBytes));
      add(padding);
      return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
    },
  };
}

/** 6.2.2: one block. Additions are modulo 2^32, as Int32Array and `| 0` are. */
function compress(state: Int32Array, w: Int32Array, view: DataView, offset: number): void {
  for (let t = 0, at = offset; t < 16; t++, at += 4) {
    w[t] = view.getInt32(at);
  }
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15] ?? 0;
    const y = w[t - 2] ?? 0;
    const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (sigma1 + (w[t - 7] ?? 0) + sigma0 + (w[t - 16] ?? 0)) | 0;
  }
  let a = state[0] ?? 0;
  let b = state[1] ?? 0;
  let c = state[2] ?? 0;
  let d = state[3] ?? 0;
  let e = state[4] ?? 0;
  let f = state[5] ?? 0;
  let g = state[6] ?? 0;
  let h = state[7] ?? 0;
  for (let t = 0; t < 64; t++) {
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + (K[t] ?? 0) + (w[t] ?? 0)) | 0;
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  // Written out: iterators make this loop five times slower.
  state[0] = (state[0] ?? 0) + a;
  state[1] = (state[1] ?? 0) + b;
  state[2] = (state[2] ?? 0) + c;
  state[3] = (state[3] ?? 0) + d;
  state[4] = (state[4] ?? 0) + e;
  state[5] = (state[5] ?? 0) + f;
  state[6] = (state[6] ?? 0) + g;
  state[7] = (state[7] ?? 0) + h;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Double precision has 53 bits; the roots are below 8, so the 32 after the point are exact. */
function fractionBits(root: number): number {
  return Math.floor((root % 1) * 2 ** 32) | 0;
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}
