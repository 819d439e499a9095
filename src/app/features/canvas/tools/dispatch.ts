import { isPointer, type Scene, type Step, type ToolEvent, type ToolState } from './tool.ts';
import { TOOLS, type ToolId } from './tools.ts';

/** What the tool over the picture and the camera are doing. */
export interface Hand {
  readonly tool: ToolState;
  readonly camera: ToolState;
}

export interface Dispatched extends Omit<Step, 'state'> {
  readonly hand: Hand;
}

/**
 * Tells an event to the tool and to the camera, which moves the photo where the tool has no use for a pointer. The second finger says
 * that the first did not mean the tool: it is cancelled, and both pinch.
 */
export function dispatch(id: ToolId, hand: Hand, event: ToolEvent, scene: Scene): Dispatched {
  if (event.type === 'wheel') {
    const { state, ...step } = TOOLS.pan.next(hand.camera, event, scene);
    return { ...step, hand: { ...hand, camera: state } };
  }
  if (!isPointer(event)) {
    const { state, ...step } = TOOLS[id].next(hand.tool, event, scene);
    return { ...step, hand: { ...hand, tool: state } };
  }
  const camera = TOOLS.pan.next(hand.camera, event, scene);
  const isPinching = camera.state.name === 'pinching';
  if (id === 'pan' || (isPinching && event.type !== 'down')) {
    return { hand: { ...hand, camera: camera.state }, changes: camera.changes ?? [] };
  }
  const tool = TOOLS[id].next(hand.tool, isPinching ? { ...event, type: 'cancel' } : event, scene);
  const moved = tool.isTaken === true ? [] : (camera.changes ?? []);
  return {
    hand: { tool: tool.state, camera: camera.state },
    changes: [...(tool.changes ?? []), ...moved],
    isTaken: tool.isTaken ?? false,
  };
}
