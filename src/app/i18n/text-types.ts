import type { en } from './en.ts';

type Widen<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

/** Every sentence the app says, in any language: a language that lacks one does not compile. */
export type Texts = Widen<typeof en>;
