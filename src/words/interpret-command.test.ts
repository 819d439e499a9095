import { expect, it } from 'vitest';
import { interpretCommand } from './interpret-command.ts';

const vocabulary = {
  colours: ['red', 'blue', 'yellow', 'orange'],
  surfaces: ['on sand', 'on a wooden table'],
  times: ['at day', 'at night'],
};

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
  ['a pear, a red cup and a candle on sand', 'remove the cup', 'a pear and a candle on sand'],
  ['a red ball and a blue ball on sand', 'remove the blue ball', 'a red ball on sand'],
  ['a red ball on sand', 'remove the ball', 'on sand'],
  ['a man with a camera', 'remove the camera', 'a man'],
  ['a man with a camera on grass', 'please remove the camera', 'a man on grass'],
  ['a man with a camera', 'remove the man', 'a camera'],
  ['a man holding a red camera next to a tree', 'get rid of the camera', 'a man next to a tree'],
  ['a man holding a red camera next to a tree', 'take the tree away', 'a man holding a red camera'],
  ['a house in front of a mountain', 'erase the mountain', 'a house'],
  ['a cat sitting on a sofa', 'remove the sofa', 'a cat'],
  ['a cat sitting on a sofa next to a lamp', 'remove the lamp', 'a cat sitting on a sofa'],
  ['a dog with a ball and a stick', 'remove the ball on the left', 'a dog with a stick'],
  ['a man with a camera', 'make the camera red', 'a man with a red camera'],
  ['a man next to a red car', 'paint the car on the left blue', 'a man next to a blue car'],
  ['a man with a camera', 'replace the camera with an umbrella', 'a man with an umbrella'],
  ['a man with an old camera', 'replace the camera with a red balloon', 'a man with a red balloon'],
  ['a red ball on sand', 'turn it into a cube', 'a red cube on sand'],
])('of %j, %j asks for %j', (source, command, target) => {
  expect(interpretCommand(source, command, vocabulary)).toBe(target);
});

it.each([
  ['a red ball', 'remove the ball'],
  ['a red ball on sand', 'remove the car'],
  ['a red ball on sand', 'remove the sand'],
  ['a cup on a wooden table', 'remove the table'],
  ['a man with a camera', 'entferne die Kamera'],
  ['a man with a camera', 'replace it with a red balloon and a kite to'],
  ['a red ball on sand', 'make it'],
  ['a red ball on sand', 'make it nicer'],
  ['a red ball on sand', 'make the car blue'],
  ['a red ball on sand', 'make it red'],
  ['', 'make it blue'],
  ['a red ball on sand', 'a blue ball on sand'],
])('of %j, %j is not plain', (source, command) => {
  expect(interpretCommand(source, command, vocabulary)).toBeNull();
});
