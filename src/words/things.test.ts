import { expect, it } from 'vitest';
import { describeSetting, findThings, findThingsAndPlaces } from './things.ts';

it.each([
  [
    'a shiny red cup and a blue ring on water',
    ['shiny red cup: a blue ring on water', 'blue ring: a shiny red cup on water'],
  ],
  [
    'a cartoon of a pear, an orange mushroom and a candle on snow in fog',
    [
      'pear: a cartoon of an orange mushroom and a candle on snow in fog',
      'orange mushroom: a cartoon of a pear and a candle on snow in fog',
      'candle: a cartoon of a pear and an orange mushroom on snow in fog',
    ],
  ],
  ['a photo of a red ball on sand at night', ['red ball: on sand at night']],
  ['a red ball and a cube', ['red ball: a cube', 'cube: a red ball']],
  ['a man with a camera on grass', ['man: a camera on grass', 'camera: a man on grass']],
  [
    'a photo of a cat sitting on a sofa next to a lamp',
    ['cat: a photo of a lamp on a sofa', 'lamp: a photo of a cat sitting on a sofa'],
  ],
  [
    'a woman wearing a hat, with a dog and a cat',
    [
      'woman: a hat, with a dog and a cat',
      'hat: a woman with a dog and a cat',
      'dog: a woman wearing a hat, with a cat',
      'cat: a woman wearing a hat, with a dog',
    ],
  ],
  ['a dog running on grass', ['dog: on grass']],
  ['a red ball', []],
  ['on sand', []],
  ['', []],
])('the things of %j, and what is left without each', (caption, expected) => {
  expect(findThings(caption).map(({ name, without }) => `${name}: ${without}`)).toEqual(expected);
});

it('names a place among the things where it is one itself', () => {
  const found = (caption: string) => findThingsAndPlaces(caption).map(({ name, without }) => `${name}: ${without}`);
  expect(found('a cat sitting on a sofa')).toEqual(['cat: on a sofa', 'sofa: a cat']);
  expect(found('a red ball on sand')).toEqual(['red ball: on sand']);
});

it('knows where the words of a thing stand', () => {
  const caption = 'a cartoon of a pear, an orange mushroom and a candle on snow';
  expect(findThings(caption).map(({ words }) => words.map((index) => caption.split(' ')[index]))).toEqual([
    ['pear,'],
    ['orange', 'mushroom'],
    ['candle'],
  ]);
});

it.each([
  ['a cartoon of a pear and a candle on snow in fog', 'a cartoon on snow in fog'],
  ['a red ball on sand at night', 'on sand at night'],
  ['a man with a camera on sand at night', 'on sand at night'],
  ['on sand', 'on sand'],
  ['a red ball and a cube', 'a red ball and a cube'],
  ['', ''],
])('the setting of %j is %j', (caption, expected) => {
  expect(describeSetting(caption)).toBe(expected);
});
