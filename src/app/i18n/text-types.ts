import type { en } from './en.ts';

/** The type of the same texts in another language. */
export type Widen<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

/** The sentences that several parts of the page say, in any language. */
export type Texts = Widen<typeof en>;
