import { expect, it } from 'vitest';
import { findPhrase } from './find-phrase.ts';

it.each([
  ['a Red ball', 'red', 2],
  ['a bored redhead by a red, red ball', 'red', 21],
  ['on sand at day', 'on sand', 0],
  ['a ball on sandstone', 'on sand', -1],
  ['été, at day', 'at day', 5],
  ['a (red) ball', 'red', 3],
])('finds in %j the phrase %j as whole words at %i', (text, phrase, at) => {
  expect(findPhrase(text, phrase)).toBe(at);
});
