import { IDLE, isPointer, type Step, type Tool, type ToolEvent, type ToolState } from './tool.ts';

/** Shows the photo as it was for as long as it is pressed, by pointer or by key. */
export const hold: Tool = {
  next(state, event) {
    const isTaken = isPointer(event) || isHoldKey(event);
    if (event.type === 'down' || (event.type === 'key-down' && isTaken)) return { ...press(state), isTaken };
    if (event.type === 'move') return { state, isTaken };
    if (isTaken || event.type === 'blur' || event.type === 'exit') return { ...release(state), isTaken };
    return { state };
  },
};

function press(state: ToolState): Step {
  if (state.name === 'holding') return { state };
  return { state: { name: 'holding' }, changes: [{ kind: 'original', isHeld: true }] };
}

function release(state: ToolState): Step {
  if (state.name !== 'holding') return { state };
  return { state: IDLE, changes: [{ kind: 'original', isHeld: false }] };
}

function isHoldKey(event: ToolEvent): boolean {
  return (event.type === 'key-down' || event.type === 'key-up') && (event.key === ' ' || event.key === 'Enter');
}
