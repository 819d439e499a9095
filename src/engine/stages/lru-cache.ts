/** Keeps the values used last, up to a number of bytes. */
export class LruCache<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly sizeBytes: number }>();
  readonly #limitBytes: number;
  #usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    // A Map iterates in insertion order: putting the entry back makes it the newest.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps `value`, unless it alone is over the limit. */
  set(key: string, value: Value, sizeBytes: number): void {
    this.#drop(key);
    if (sizeBytes > this.#limitBytes) return;
    this.#entries.set(key, { value, sizeBytes });
    this.#usedBytes += sizeBytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#usedBytes <= this.#limitBytes) break;
      this.#drop(oldest);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#usedBytes = 0;
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#usedBytes -= entry.sizeBytes;
  }
}
