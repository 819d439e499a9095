import type { PixelImage } from '../../protocol/edit-request.ts';

/** What was on screen when the page was closed. */
export interface Continuation {
  readonly photoName: string;
  readonly words: string;
  /** Its picture, small. */
  readonly image: PixelImage;
}

/** Whether edits outlive the page. */
export interface PersistenceState {
  /** `off`: this window keeps nothing; `elsewhere`: another tab does; `newer`: a newer Renoir did; `full`: the disk is full. */
  readonly status: 'opening' | 'kept' | 'off' | 'elsewhere' | 'newer' | 'full';
  /** Everything on screen is saved. */
  readonly isWritten: boolean;
  /** What can be continued; null if there is nothing or it was continued. */
  readonly continuation: Continuation | null;
}

export const INITIAL_PERSISTENCE: PersistenceState = { status: 'opening', isWritten: false, continuation: null };
