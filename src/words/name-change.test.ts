import { describe, expect, it } from 'vitest';
import { nameChange } from './name-change.ts';

describe('nameChange', () => {
  it.each([
    ['a red ball', 'a blue ball', 'red → blue'],
    ['a red ball', 'a green cube', 'red → green, ball → cube'],
    ['a ball on snow', 'a ball on a wooden table', 'snow → a wooden table'],
    ['a ball on a wooden table', 'a ball on snow', 'a wooden table → snow'],
    ['a ball', 'a big round ball', '+ big round'],
    ['a red ball at day', 'a ball', '− red, − at day'],
    ['a ball', 'a ball', ''],
  ])('%j to %j is named %j', (source, target, name) => {
    expect(nameChange(source, target)).toBe(name);
  });
});
