/** The few names that every JavaScript host has and that the ES2023 library does not declare; no DOM, worker or Node here. */
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  decode(input: Uint8Array): string;
}
