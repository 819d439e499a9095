import { describe, expect, it } from 'vitest';
import { outline } from './outline.ts';
import { key, pointer, SCENE } from './testing/scene.ts';
import { IDLE, type Scene, type ToolEvent, type ToolState } from './tool.ts';

/** A point of the view is 400 x 200 photo pixels; the left half of the photo can be painted on. */
const LASSO: Scene = { ...SCENE, shape: 'lasso' };

/** The outlines that are shown on the way, and what comes out. */
function play(scene: Scene, ...events: readonly ToolEvent[]) {
  let state: ToolState = IDLE;
  const changes = events.flatMap((event) => {
    const step = outline.next(state, event, scene);
    state = step.state;
    return step.changes ?? [];
  });
  const areas = changes.flatMap((change) => (change.kind === 'area-outlined' ? [change.area] : []));
  const shown = changes.flatMap((change) => (change.kind === 'outlined' ? [change.points] : []));
  return { state, areas, shown };
}

describe('an area is outlined', () => {
  it('by a rectangle, from corner to corner, and ends at what can be painted on', () => {
    const { areas, shown, state } = play(
      SCENE,
      pointer('down', 0.1, 0.2),
      pointer('move', 0.3, 0.5),
      pointer('move', 0.9, 0.6),
      pointer('up', 0.9, 0.6),
    );
    expect(shown[1]).toEqual([40, 40, 120, 40, 120, 100, 40, 100]);
    expect(areas).toEqual([{ kind: 'area', isErased: false, points: [40, 40, 200, 40, 200, 120, 40, 120] }]);
    expect([state, shown.at(-1)]).toEqual([IDLE, null]);
  });

  it('by a lasso, all around, without points that change nothing; with Alt it is taken away', () => {
    const { areas } = play(
      LASSO,
      pointer('down', 0.1, 0.2, { isAlt: true }),
      pointer('move', 0.3, 0.2),
      pointer('move', 0.301, 0.2),
      pointer('move', 0.2, 0.6),
      pointer('up', 0.2, 0.6),
    );
    expect(areas).toEqual([{ kind: 'area', isErased: true, points: [40, 40, 120, 40, 80, 120] }]);
  });

  it('by keyboard', () => {
    const right = key('ArrowRight', { isShift: true });
    const down = key('ArrowDown', { isShift: true });
    const { areas } = play(SCENE, key('ArrowLeft'), key(' '), right, down, key(' ', { isRepeat: true }), key(' '));
    expect(areas.map(({ points }) => points)).toEqual([[96, 100, 116, 100, 116, 120, 96, 120]]);
  });
});

describe('nothing is outlined', () => {
  const begun = [pointer('down', 0.1, 0.2), pointer('move', 0.3, 0.5)];
  it.each([
    ['by a press alone', [pointer('down', 0.1, 0.2), pointer('up', 0.1, 0.2)]],
    ['by a line', [pointer('down', 0.1, 0.2), pointer('move', 0.3, 0.2), pointer('up', 0.3, 0.2)]],
    ['by what the browser takes away', [...begun, pointer('cancel', 0.3, 0.5)]],
    ['by what Escape drops', [...begun, key('Escape')]],
    ['without the focus', [...begun, { type: 'blur' } as const]],
    ['with another tool', [...begun, { type: 'exit' } as const]],
    ['by another button', [pointer('down', 0.1, 0.2, { button: 'other' }), pointer('move', 0.3, 0.5)]],
  ])('%s', (_, events) => {
    const { areas, shown, state } = play(SCENE, ...events);
    expect(areas).toEqual([]);
    expect([state, shown.at(-1) ?? null]).toEqual([IDLE, null]);
  });
});
