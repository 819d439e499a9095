import { useEffect, useEffectEvent, useRef } from 'react';
import { dispatch, type ToolStates } from './tools/dispatch.ts';
import { IDLE, type Change, type Scene, type ToolEvent } from './tools/tool.ts';
import type { ToolId } from './tools/tools.ts';

export interface ToolContext {
  readonly scene: () => Scene;
  /** Does what the tool has decided. */
  readonly apply: (change: Change) => void;
}

/** Keeps the state of a tool between events. Returns a function that sends it one and answers whether it was used. */
export function useTool(id: ToolId, { scene, apply }: ToolContext): (event: ToolEvent) => boolean {
  // Pointers move many times a second: a React state would draw the stage for each.
  const states = useRef<ToolStates>({ tool: IDLE, camera: IDLE });
  const send = (to: ToolId, event: ToolEvent): boolean => {
    const dispatched = dispatch(to, states.current, event, scene());
    states.current = dispatched.states;
    dispatched.changes?.forEach(apply);
    return dispatched.isTaken ?? false;
  };
  const exit = useEffectEvent((left: ToolId) => send(left, { type: 'exit' }));
  useEffect(() => () => void exit(id), [id]);
  return (event) => send(id, event);
}
