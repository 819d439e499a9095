import { expect } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { psnr } from '../test/pixels.ts';
import { pairOf, pairPath } from './pixels.ts';
import { test } from './test.ts';

test.use({ steps: 2 });

const COLOURS = ['red', 'green', 'blue', 'yellow', 'purple'];
const OBJECTS = ['ball', 'cube', 'cone', 'cylinder'];
/** Twenty sentences, faster than any of them can be painted. */
const GAP_MS = 120;

test('typing through twenty sentences ends on the last one and reads the photo once', async ({ page }) => {
  const pair = pairOf('colour');
  const rest = pair.source.split(' ').slice(3).join(' ');
  const targets = COLOURS.flatMap((colour) => OBJECTS.map((object) => `a ${colour} ${object} ${rest}`));
  const last = targets.at(-1) ?? '';
  const editor = new EditorPage(page);
  const read = async () => {
    await editor.open();
    await editor.drop(pairPath(pair, 'source'));
    await editor.source.fill(pair.source);
    await editor.target.fill(pair.source);
    return editor.waitForRun();
  };
  const first = await read();
  expect(first.invertRows).toBeGreaterThan(0);

  const watched = await editor.main.evaluateHandle((main) => {
    const phases: string[] = [];
    const longTasksMs: number[] = [];
    new MutationObserver(() => phases.push(main.dataset['state'] ?? '')).observe(main, {
      attributes: true,
      attributeFilter: ['data-state'],
    });
    new PerformanceObserver((list) => longTasksMs.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
    return { phases, longTasksMs };
  });
  for (const target of targets) {
    await editor.target.fill(target);
    await page.waitForTimeout(GAP_MS);
  }
  const ended = await editor.waitForRun(first.runId);
  const typed = await editor.pixels('Edited photo');
  const { phases, longTasksMs } = await watched.jsonValue();
  expect(ended.invertRows).toBe(0);
  expect(phases, 'the photo was read before the typing began, and not again').not.toContain('reading');
  expect(await editor.target.textContent()).toBe(last);
  // A figure of the machine as much as of the page: written down, not judged.
  console.log(`long tasks while typing: ${longTasksMs.length}, longest ${Math.max(0, ...longTasksMs)} ms`);

  const fresh = await read();
  await editor.target.fill(last);
  await editor.waitForRun(fresh.runId);
  const alone = await editor.pixels('Edited photo');
  expect(psnr(typed, alone), 'the picture is that of the last sentence alone').toBeGreaterThan(60);
});
