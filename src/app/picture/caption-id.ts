/** The line under the picture that says what is shown: what points at the picture is described by it. */
export const CAPTION_ID = 'picture-caption';
