import { normaliseWord, placeWords } from './normalise-word.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** What somebody may say before the order itself. */
const POLITENESS = words('please now just can could would will you i we want like to it and then');
const VERBS = words(
  'add change color colour convert cut delete draw drop erase exchange get give hide insert keep let make move paint place put recolor recolour remove replace set swap take transform turn',
);
/** What follows a verb in an order; behind a noun that looks like one, "paint splatters", it does not. */
const OBJECTS = words(
  'the it this that these those them him her his its my a an some all everything another more rid away out off',
);
const LOOKED_AT = 8;

/** Whether an English sentence tells somebody to change a picture, as in "make it blue", instead of saying what a picture shows. */
export function isCommand(sentence: string): boolean {
  const opening = placeWords(sentence, LOOKED_AT).map(({ word }) => normaliseWord(word));
  const at = opening.findIndex((word) => !POLITENESS.has(word));
  return at >= 0 && VERBS.has(opening[at] ?? '') && OBJECTS.has(opening[at + 1] ?? '');
}
