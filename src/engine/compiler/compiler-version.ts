/**
 * Changes whenever the compiled graphs change for the same model, or what a graphics card is handed of them: caches compare it, and keep beside the
 * graphs what a card said of each.
 */
export const COMPILER_VERSION = 11;
