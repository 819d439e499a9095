/** Protocol Buffers wire format, reading: a cursor over the bytes of one message. */
import { at } from '../at.ts';
import { GraphError } from '../graph/graph-error.ts';

export type WireType = 0 | 1 | 2 | 5;

const utf8 = new TextDecoder();

export class WireReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.#position;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.bytes.length;
  }

  /** Field number and wire type. */
  tag(): { readonly id: number; readonly wire: WireType } {
    const tag = this.varint();
    const id = Math.floor(tag / 8);
    const wire = tag % 8;
    if (id < 1 || !(wire === 0 || wire === 1 || wire === 2 || wire === 5)) {
      throw new GraphError('graph/malformed', `no protobuf field can start with ${tag}`, { tag });
    }
    return { id, wire };
  }

  /** A signed 64-bit integer; exact up to 2^53. */
  varint(): number {
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      const byte = at(this.bytes, this.#take(1));
      const bits = byte & 0x7f;
      // Seven bits a byte; the fifth byte spans the two 32-bit halves.
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high |= bits >> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 0x80) return high * 2 ** 32 + (low >>> 0);
    }
    throw new GraphError('graph/malformed', 'an integer is longer than ten bytes');
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A length-delimited field, as a view. */
  chunk(): Uint8Array {
    const length = this.varint();
    if (length < 0) throw new GraphError('graph/malformed', `a field has length ${length}`);
    const start = this.#take(length);
    return this.bytes.subarray(start, start + length);
  }

  string(): string {
    return utf8.decode(this.chunk());
  }

  skip(wire: WireType): void {
    if (wire === 0) this.varint();
    else if (wire === 1) this.#take(8);
    else if (wire === 2) this.chunk();
    else this.#take(4);
  }

  /** Moves on by `count` bytes and returns where they start. */
  #take(count: number): number {
    const start = this.#position;
    if (start + count > this.bytes.length) {
      const missing = start + count - this.bytes.length;
      throw new GraphError('graph/truncated', `the file ends ${missing} bytes too early`, { missing });
    }
    this.#position = start + count;
    return start;
  }
}
