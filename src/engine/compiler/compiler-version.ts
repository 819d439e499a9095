/** Changes whenever the compiled graphs change for the same model: caches compare it. */
export const COMPILER_VERSION = 9;
