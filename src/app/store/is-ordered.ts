import { isCommand } from '../../words/is-command.ts';
import type { AppState } from './app-state.ts';

/** Whether somebody gives an order where a caption is wanted; what the photo shows may begin like one. */
export function isOrdered({ prompts }: Pick<AppState, 'prompts'>): boolean {
  return isCommand(prompts.target) && !isCommand(prompts.source);
}
