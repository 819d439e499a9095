/**
 * Protocol Buffers wire format, writing: chunks that are joined once at the end, so that large fields are copied once.
 */

const utf8 = new TextEncoder();

export class WireWriter {
  readonly #chunks: Uint8Array[] = [];
  #small: number[] = [];
  #length = 0;

  get length(): number {
    return this.#length + this.#small.length;
  }

  tag(id: number, wire: 0 | 1 | 2 | 5): void {
    this.varint(id * 8 + wire);
  }

  /** A signed 64-bit integer. Numbers of 2^63 and more are written as the largest one. */
  varint(value: number): void {
    if (value >= 0 && value < 2 ** 31) {
      let rest = value;
      while (rest > 0x7f) {
        this.#small.push((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      this.#small.push(rest);
      return;
    }
    let rest = value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.#small.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#small.push(Number(rest));
  }

  float(value: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.raw(bytes);
  }

  double(value: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.raw(bytes);
  }

  string(value: string): void {
    this.chunk(utf8.encode(value));
  }

  /** A length-delimited field. */
  chunk(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** A nested message. */
  message(inner: WireWriter): void {
    this.varint(inner.length);
    inner.#flush();
    this.#flush();
    // One by one: a large graph has more chunks than a call takes arguments.
    for (const chunk of inner.#chunks) this.#chunks.push(chunk);
    this.#length += inner.#length;
  }

  raw(bytes: Uint8Array): void {
    if (bytes.length < 64) {
      this.#small.push(...bytes);
      return;
    }
    this.#flush();
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  finish(): Uint8Array {
    this.#flush();
    const result = new Uint8Array(this.#length);
    let position = 0;
    for (const chunk of this.#chunks) {
      result.set(chunk, position);
      position += chunk.length;
    }
    return result;
  }

  #flush(): void {
    if (this.#small.length === 0) return;
    this.#chunks.push(Uint8Array.from(this.#small));
    this.#length += this.#small.length;
    this.#small = [];
  }
}
