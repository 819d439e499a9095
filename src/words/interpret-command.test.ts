import { expect, it } from 'vitest';
import { interpretCommand } from './interpret-command.ts';

const vocabulary = { colours: ['red', 'blue', 'yellow', 'orange'] };

it.each([
  ['a red car on a road', 'make it blue', 'a blue car on a road'],
  ['a red car on a road', 'please make the car orange', 'an orange car on a road'],
  ['an old car on a road', 'paint it red', 'a red old car on a road'],
  ['a red ball and a blue cube on sand', 'change the cube to yellow', 'a red ball and a yellow cube on sand'],
  ['a ball and a blue cube on sand', 'make the ball red', 'a red ball and a blue cube on sand'],
  ['a red ball on sand', 'turn the ball into a cube', 'a red cube on sand'],
  ['a dog on grass', 'replace the dog with an owl', 'an owl on grass'],
  ['a red ball and a blue cube on sand', 'remove the blue cube', 'a red ball on sand'],
  ['a red ball and a blue cube on sand', 'delete the ball', 'a blue cube on sand'],
])('of %j, %j asks for %j', (source, command, target) => {
  expect(interpretCommand(source, command, vocabulary)).toBe(target);
});

it.each([
  ['a red ball on sand', 'remove the ball'],
  ['a red ball on sand', 'remove the car'],
  ['a red ball on sand', 'make it'],
  ['a red ball on sand', 'make it nicer'],
  ['a red ball on sand', 'make the car blue'],
  ['a red ball on sand', 'make it red'],
  ['', 'make it blue'],
  ['a red ball on sand', 'a blue ball on sand'],
])('of %j, %j is not plain', (source, command) => {
  expect(interpretCommand(source, command, vocabulary)).toBeNull();
});
