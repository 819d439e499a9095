/**
 * The few names that every JavaScript host has and that the ES2023 library does not declare.
 * The engine is compiled without DOM and worker libraries, so nothing else of a host can leak into it.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(input?: ArrayBufferView): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
interface AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}
