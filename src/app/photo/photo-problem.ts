/** Why a photo cannot be opened; the sentence is made in i18n. */
export interface PhotoProblem {
  readonly code: 'photo/unreadable' | 'photo/too-large' | 'photo/heic' | 'photo/not-an-image';
  readonly parameters: Readonly<Record<string, string | number>>;
}

export type PhotoResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: PhotoProblem };
