import { normaliseWord, placeWords } from './normalise-word.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** What somebody may say before the order itself. */
const POLITENESS = words(
  'please now just can could would will you i we want like to it and then bitte jetzt kannst könntest würdest du ich wir möchte will',
);
const VERBS = words(
  'add change color colour convert cut delete draw drop erase exchange get give hide insert keep let make move paint place put recolor recolour remove replace set swap take transform turn',
);
/** What follows a verb in an order; behind a noun that looks like one, "paint splatters", it does not. */
const OBJECTS = words(
  'the it this that these those them him her his its my a an some all everything another more rid away out off',
);
/** Verbs that no caption begins with. */
const PLAIN_VERBS = words('delete erase recolor recolour remove replace');
const GERMAN_VERBS = words(
  'entferne entfern lösche lösch mach mache male mal färbe färb ersetze ersetz ändere änder verwandle verwandel tausche tausch füge setze setz nimm gib lass',
);
const GERMAN_OBJECTS = words('den die das der dem es ihn sie ein eine einen alle alles mir bitte');
const LOOKED_AT = 8;

/**
 * Whether a sentence tells somebody to change a picture, as in "make it blue", instead of saying what a picture shows. Captions are English;
 * orders are known in German as well, whose speakers see the page in it.
 */
export function isCommand(sentence: string): boolean {
  const opening = placeWords(sentence, LOOKED_AT).map(({ word }) => normaliseWord(word));
  const at = opening.findIndex((word) => !POLITENESS.has(word));
  const [verb = '', object] = at < 0 ? [] : opening.slice(at);
  if (object === undefined) return false;
  if (GERMAN_VERBS.has(verb)) return GERMAN_OBJECTS.has(object);
  return PLAIN_VERBS.has(verb) || (VERBS.has(verb) && OBJECTS.has(object));
}
