import { describe, expect, it } from 'vitest';
import { remapEmphasis } from './remap-emphasis.ts';

describe('remapEmphasis', () => {
  it('follows a word that moves to the right', () => {
    expect(remapEmphasis('a blue ball', 'a big blue ball', { 1: 1.5 })).toEqual({ 2: 1.5 });
  });

  it('stays with a word while it is retyped', () => {
    expect(remapEmphasis('a blue ball', 'a blu ball', { 1: 1.5 })).toEqual({ 1: 1.5 });
  });

  it('goes with a word that is removed', () => {
    expect(remapEmphasis('a blue ball', 'a ball', { 1: 1.5, 2: 0.5 })).toEqual({ 1: 0.5 });
  });

  it('forgets what is neutral', () => {
    expect(remapEmphasis('a ball', 'a ball', { 1: 1 })).toEqual({});
  });
});
