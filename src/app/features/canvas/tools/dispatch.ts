import { isPointer, type Scene, type Step, type ToolEvent, type ToolState } from './tool.ts';
import { TOOLS, type ToolId } from './tools.ts';

/** What the tool over the picture and the camera are doing. */
export interface ToolStates {
  readonly tool: ToolState;
  readonly camera: ToolState;
}

export interface Dispatched extends Omit<Step, 'state'> {
  readonly states: ToolStates;
}

/**
 * Sends an event to the tool and to the camera, which moves the photo where the tool does not use the pointer. A second finger begins a
 * pinch: the tool is cancelled, and both fingers move the camera.
 */
export function dispatch(id: ToolId, states: ToolStates, event: ToolEvent, scene: Scene): Dispatched {
  if (event.type === 'wheel') {
    const { state, ...step } = TOOLS.pan.next(states.camera, event, scene);
    return { ...step, states: { ...states, camera: state } };
  }
  if (!isPointer(event)) {
    const { state, ...step } = TOOLS[id].next(states.tool, event, scene);
    return { ...step, states: { ...states, tool: state } };
  }
  const camera = TOOLS.pan.next(states.camera, event, scene);
  const isPinching = camera.state.name === 'pinching';
  if (id === 'pan' || (isPinching && event.type !== 'down')) {
    return { states: { ...states, camera: camera.state }, changes: camera.changes ?? [] };
  }
  const tool = TOOLS[id].next(states.tool, isPinching ? { ...event, type: 'cancel' } : event, scene);
  const moved = tool.isTaken === true ? [] : (camera.changes ?? []);
  return {
    states: { tool: tool.state, camera: camera.state },
    changes: [...(tool.changes ?? []), ...moved],
    isTaken: tool.isTaken ?? false,
  };
}
