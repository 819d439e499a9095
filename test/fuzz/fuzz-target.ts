import type { Random } from './random.ts';

/** A part of Renoir that reads what others wrote, and what it must do with anything. */
export interface FuzzTarget {
  /** What is mutated, in a few words. */
  readonly summary: string;
  /** Reads the real files that mutants are made of. */
  prepare(): Promise<PreparedTarget>;
}

export interface PreparedTarget {
  /** A mutant: bytes of a file, or a text. */
  mutate(random: Random): Mutant;
  /**
   * Gives a mutant to the code. Resolves with the answer: the code of a named error, or 'read'. Throws `WrongAnswer` for an answer that
   * is not right; whatever else it throws is a crash.
   */
  examine(mutant: Mutant): Promise<string>;
}

/** Named files of a mutant; a single one has the name ''. */
export type Mutant = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

export const READ = 'read';

export function single(bytes: Uint8Array): Mutant {
  return { '': new Uint8Array(bytes) };
}

export function singleOf(mutant: Mutant): Uint8Array<ArrayBuffer> {
  return mutant[''] ?? new Uint8Array();
}

/** An answer that is no error and no right result. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}

export function require(isRight: boolean, what: string): void {
  if (!isRight) throw new WrongAnswer(what);
}

const encoder = new TextEncoder();

export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encoder.encode(text));
}
