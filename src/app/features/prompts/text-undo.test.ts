import { describe, expect, it } from 'vitest';
import { createTextUndo } from './text-undo.ts';

const caret = { anchor: 0, focus: 0 };
const at = (text: string) => ({ text, caret });

describe('createTextUndo', () => {
  it('takes back a burst of keystrokes at once', () => {
    const undo = createTextUndo();
    undo.note(at(''), 0);
    undo.note(at('b'), 100);
    undo.note(at('bl'), 200);
    undo.note(at('blue'), 2000);
    expect(undo.undo(at('blue ball'))?.text).toBe('blue');
    expect(undo.undo(at('blue'))?.text).toBe('');
    expect(undo.undo(at(''))).toBeNull();
    expect(undo.redo(at(''))?.text).toBe('blue');
    expect(undo.redo(at('blue'))?.text).toBe('blue ball');
  });

  it('takes back a composition as a step of its own, however soon it follows', () => {
    const undo = createTextUndo();
    undo.note(at(''), 0);
    undo.note(at('a '), 100, 'composition');
    expect(undo.undo(at('a duck'))?.text).toBe('a ');
    expect(undo.undo(at('a '))?.text).toBe('');
  });

  it('forgets what was taken back once something else is typed', () => {
    const undo = createTextUndo();
    undo.note(at('a'), 0);
    undo.undo(at('b'));
    undo.note(at('a'), 5000);
    expect(undo.redo(at('c'))).toBeNull();
  });
});
