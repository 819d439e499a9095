import { createTexts } from './create-texts.ts';
import { de } from './de.ts';
import { en } from './en.ts';

/** The sentences that several parts of the page say. Those of one feature are in its own `texts.ts`. */
export const texts = createTexts({ en, de });
