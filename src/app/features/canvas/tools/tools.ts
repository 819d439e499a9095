import { hold } from './hold.ts';
import { outline } from './outline.ts';
import { paint } from './paint.ts';
import { pan } from './pan.ts';
import { place } from './place.ts';
import { point } from './point.ts';
import { select } from './select.ts';
import { slide } from './slide.ts';
import type { Tool } from './tool.ts';

export type ToolId = 'slide' | 'select' | 'paint' | 'outline' | 'point' | 'pan' | 'place' | 'hold';

/** The tools over the picture. */
export const TOOLS = { slide, select, paint, outline, point, pan, place, hold } as const satisfies Record<ToolId, Tool>;
