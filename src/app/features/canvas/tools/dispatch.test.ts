import { describe, expect, it } from 'vitest';
import { dispatch, type ToolStates } from './dispatch.ts';
import { key, pointer, SCENE, ZOOMED } from './testing/scene.ts';
import { IDLE, type Scene, type ToolEvent } from './tool.ts';
import type { ToolId } from './tools.ts';

const EMPTY: ToolStates = { tool: IDLE, camera: IDLE };

/** Tells a tool event after event; the kinds of change that each brought. */
function play(id: ToolId, scene: Scene, events: readonly ToolEvent[]): readonly (readonly string[])[] {
  let states = EMPTY;
  return events.map((event) => {
    const step = dispatch(id, states, event, scene);
    states = step.states;
    return (step.changes ?? []).map(({ kind }) => kind);
  });
}

const second = { pointerId: 2, isMouse: false };

describe('the tool and the camera', () => {
  it('share no pointer: what the tool uses does not move the photo', () => {
    const drag = [pointer('down', 0.5, 0.5), pointer('move', 0.6, 0.5), pointer('up', 0.6, 0.5)];
    expect(play('slide', ZOOMED, drag)).toEqual([['line'], ['line'], []]);
    expect(play('pan', ZOOMED, drag)).toEqual([[], ['camera'], []]);
  });

  it('the photo moves where the tool has no use for the pointer', () => {
    const far = [pointer('down', 0.1, 0.5), pointer('move', 0.2, 0.5), pointer('up', 0.2, 0.5)];
    expect(play('slide', ZOOMED, far)).toEqual([[], ['camera'], []]);
    expect(play('point', ZOOMED, far)).toEqual([['pointed'], ['camera'], []]);
  });

  it('the wheel, pressed, moves the photo whatever the tool is', () => {
    const wheel = { button: 'wheel', isPressed: true } as const;
    const drag = [pointer('down', 0.5, 0.5, wheel), pointer('move', 0.6, 0.5, wheel), pointer('up', 0.6, 0.5, wheel)];
    for (const id of ['slide', 'paint', 'pan'] as const) expect(play(id, ZOOMED, drag)).toEqual([[], ['camera'], []]);
  });

  it('two pointers pinch whatever the tool is, and what the first began is dropped', () => {
    const pinch = [
      pointer('down', 0.4, 0.5, { isMouse: false }),
      pointer('down', 0.6, 0.5, second),
      pointer('move', 0.3, 0.5, { isMouse: false }),
      pointer('move', 0.7, 0.5, second),
      pointer('up', 0.7, 0.5, second),
      pointer('up', 0.3, 0.5, { isMouse: false }),
    ];
    const begun = ['stroke-begun', 'brush', 'stroke-extended'];
    const dropped = ['stroke-ended', 'brush'];
    for (const scene of [SCENE, ZOOMED]) {
      expect(play('paint', scene, pinch).slice(0, 4)).toEqual([begun, dropped, ['camera'], ['camera']]);
      expect(play('slide', scene, pinch)).toEqual([['line'], [], ['camera'], ['camera'], [], []]);
    }
  });

  it('the wheel goes to the camera, keys to the tool', () => {
    const wheel = { type: 'wheel', at: { x: 0.5, y: 0.5 }, delta: -100, isPinch: false } as const;
    expect(play('slide', SCENE, [wheel, key('Home')])).toEqual([['camera'], ['line']]);
    expect(dispatch('slide', EMPTY, wheel, SCENE).isTaken).toBe(true);
  });
});
