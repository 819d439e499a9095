import { expect, it } from 'vitest';
import { isCommand } from './is-command.ts';

it.each([
  'remove the car',
  'Make it blue',
  'make the sky darker, please',
  'please turn the ball into a cube',
  'can you add a hat to the man?',
  'I want you to replace the dog with a cat',
  'get rid of the person on the left',
  'delete everything but the tree',
  'remove camera',
  'Entferne die Kamera',
  'mach es blau',
  'bitte ersetze den Hund durch eine Katze',
])('%j is an order', (sentence) => expect(isCommand(sentence)).toBe(true));

it.each([
  '',
  'make',
  'a blue car on a road',
  'the car is blue',
  'paint splatters on a wall',
  'cut flowers in a vase',
  'set of red cups on a table',
  'a man about to remove the hat',
  'it is a photo of a dog',
  'remove',
  'a mal on a mach',
])('%j says what a picture shows', (sentence) => expect(isCommand(sentence)).toBe(false));
