/** Where an edit or a word acts: a hue that few photos have. Never the accent, which says what the user changed. */
export const ACTS_RGB = [158, 108, 255] as const;
