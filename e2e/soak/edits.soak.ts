import { expect, test } from '@playwright/test';
import { drawCurve } from './draw-curve.ts';
import { findExcess, measureGrowth, type Growth } from './growth.ts';
import { createSampler, type Sample } from './take-sample.ts';
import { PERIOD, Visit } from './visit.ts';
import { writeResults } from './write-results.ts';

const EDITS = Number(process.env['SOAK_EDITS'] ?? 1000);
const EVERY = Number(process.env['SOAK_EVERY'] ?? 50);

test('a visit of many edits takes no more at its end than after its first hundred', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const sample = await createSampler(browser, page);
  const visit = new Visit(page);
  await visit.open();
  await visit.addPack('lcm-script-17-half');
  await visit.addPack('sd-turbo-script-14');

  const samples: Sample[] = [];
  for (let n = 1; n <= EDITS; n++) {
    await visit.edit(n);
    if (n % EVERY !== 0) continue;
    samples.push(await sample(n));
    // Each time: a run that is stopped leaves what it found.
    report(samples);
  }
  await context.close();
  expect(findExcess(report(samples))).toEqual([]);
});

function report(samples: readonly Sample[]): readonly Growth[] {
  // In the first hundred, code is compiled.
  const growth = measureGrowth(samples.filter(({ edits }) => edits % PERIOD === 0));
  writeResults('edits', { growth, samples });
  drawCurve(samples);
  return growth;
}
