import type { EngineEvent } from '../../src/protocol/engine.ts';

/** Says on the progress channel which stage and step has begun. */
export function reportEvent(event: EngineEvent, report: (line: string) => void): void {
  if (event.type === 'residual')
    report(`  iteration ${event.iteration + 1}: residual ${event.residual.toExponential(3)}`);
  if (event.type === 'stage')
    report(`${event.stage} ${event.step + 1}/${event.steps}${event.cached ? ' (cached)' : ''}`);
}
