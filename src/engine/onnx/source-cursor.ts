import { GraphError } from '../graph/graph-error.ts';
import type { ByteSource } from './byte-source.ts';
import { WireReader, type WireType } from './wire-reader.ts';

/** What stands before the content of a field; `length` counts the bytes of the content. */
export interface FieldHeader {
  readonly id: number;
  readonly wire: WireType;
  readonly length: number;
}

const FIRST_WINDOW_BYTES = 4096;
const LARGEST_WINDOW_BYTES = 2 ** 20;
/** A tag and a length take ten bytes each at most. */
const HEADER_BYTES = 20;
/** Structure is a few megabytes; a longer field is no structure, and would not fit into memory. */
const LONGEST_CHUNK_BYTES = 2 ** 30;

/**
 * Reads Protocol Buffers fields from a source, by a window that grows while reading goes straight on and is small again
 * after a jump, so that what is skipped is not read.
 */
export class SourceCursor {
  readonly #source: ByteSource;
  #position = 0;
  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get position(): number {
    return this.#position;
  }

  moveTo(position: number): void {
    this.#position = position;
  }

  /** Reads the tag of the next field, and its length; the message ends at `end`. */
  async header(end: number): Promise<FieldHeader> {
    const reader = new WireReader(await this.#ahead(Math.min(HEADER_BYTES, end - this.#position)));
    const { id, wire } = reader.tag();
    const length = wire === 2 ? reader.varint() : wire === 1 ? 8 : wire === 5 ? 4 : varintLength(reader);
    this.#position += reader.position - (wire === 0 ? length : 0);
    const missing = this.#position + length - end;
    if (missing > 0) throw truncated(missing);
    if (length < 0) throw new GraphError('graph/malformed', `a field has length ${length}`);
    return { id, wire, length };
  }

  /** The next `length` bytes, as a view. */
  async take(length: number): Promise<Uint8Array> {
    if (length > LONGEST_CHUNK_BYTES) {
      throw new GraphError('graph/malformed', `a field that is no weight has ${length} bytes`, { length });
    }
    const bytes = await this.#ahead(length);
    this.#position += length;
    return bytes;
  }

  async #ahead(length: number): Promise<Uint8Array> {
    const from = this.#position - this.#windowStart;
    const isInside = from >= 0 && from <= this.#window.length;
    if (!isInside || from + length > this.#window.length) {
      const grown = isInside ? Math.min(2 * this.#window.length, LARGEST_WINDOW_BYTES) : 0;
      const wanted = Math.max(length, grown, FIRST_WINDOW_BYTES);
      this.#window = await this.#source.read(this.#position, Math.min(wanted, this.#source.size - this.#position));
      this.#windowStart = this.#position;
    }
    const start = this.#position - this.#windowStart;
    const bytes = this.#window.subarray(start, start + length);
    if (bytes.length < length) throw truncated(length - bytes.length);
    return bytes;
  }
}

function varintLength(reader: WireReader): number {
  const start = reader.position;
  reader.varint();
  return reader.position - start;
}

function truncated(missing: number): GraphError {
  return new GraphError('graph/truncated', `the file ends ${missing} bytes too early`, { missing });
}
