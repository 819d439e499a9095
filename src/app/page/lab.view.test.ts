import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { Root } from 'react-dom/client';
import type { EngineEvent } from '../../protocol/engine.ts';
import { createPhotoClient } from '../clients/photo-client/photo-client.ts';
import { catchDownload } from '../testing/dialogues.ts';
import { closeEditor, editor, fetchManifest, openEditor, readCanvas } from '../testing/editor.ts';
import { createFakeEngine } from '../testing/fake-engine.ts';
import { findViolations } from '../testing/find-violations.ts';
import { decode, fetchPair } from '../testing/test-pairs.ts';
import { type LabPorts, showLab } from './show-lab.tsx';

let shown: { readonly root: Root; readonly element: HTMLElement } | null = null;

afterEach(() => {
  shown?.root.unmount();
  shown?.element.remove();
  shown = null;
  localStorage.clear();
  document.documentElement.style.colorScheme = '';
  closeEditor();
  vi.restoreAllMocks();
});

const run = page.getByRole('button', { name: 'Run them' });
const status = page.getByRole('status');
const inversions = page.getByRole('group', { name: 'Inversions' });
const edits = page.getByRole('group', { name: 'Edits' });

/** The lab with the photo of a pair, as the editor left it. */
async function openLab(ports: Partial<LabPorts> = {}) {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  const { photo, source, target } = await fetchPair('object');
  const element = document.body.appendChild(document.createElement('div'));
  const root = showLab(
    element,
    { starterUrl: '/models/starter/', device: 'wasm' },
    {
      engine,
      photos: createPhotoClient(),
      findStart: async () => ({ file: photo, name: photo.name, source, target }),
      chooseFile: () => Promise.resolve(null),
      ...ports,
    },
  );
  shown = { root, element };
  return { engine, photo, source };
}

it('runs the photo of the editor through the methods that are ticked, and shows them side by side', async () => {
  const { engine, photo, source } = await openLab();
  await expect.element(page.getByRole('textbox', { name: 'The photo shows' })).toHaveValue(source);
  expect(engine.isGradientReady, 'RNRI is ticked').toBe(true);
  await expect.element(page.getByRole('img', { name: photo.name })).toBeVisible();
  await page.getByRole('button', { name: 'None: Inversions' }).click();
  await inversions.getByRole('checkbox', { name: 'Anderson mixing' }).click();
  await inversions.getByRole('checkbox', { name: 'DDIM' }).click();
  await edits.getByRole('checkbox', { name: 'DiffEdit' }).click();
  await run.click();
  await expect.element(status).toHaveTextContent('7 trials are done.');

  const table = page.getByRole('table');
  const headings = table
    .getByRole('columnheader')
    .elements()
    .map(({ textContent }) => textContent);
  const measures = ['To the photo', 'To the autoencoder’s picture', 'SSIM', 'UNet rows', 'Time'];
  expect(headings).toEqual([
    'Method',
    'Residual, level by level',
    'Reconstruction',
    ...measures,
    'Prompt-to-Prompt',
    'DiffEdit',
  ]);
  const anderson = table.getByRole('row', { name: /^Anderson mixing/ });
  await expect.element(anderson.getByText('24.0 dB')).toBeVisible();
  await expect.element(anderson.getByRole('img', { name: /^Residuals of Anderson mixing/ })).toBeVisible();
  const reconstruction = readCanvas(anderson.getByRole('img', { name: 'Reconstruction by Anderson mixing' }));
  expect(reconstruction).toEqual(readCanvas(page.getByRole('img', { name: 'Autoencoder alone' })));
  await expect.element(anderson.getByRole('img', { name: 'DiffEdit after Anderson mixing' })).toBeVisible();
  expect(table.getByRole('row').elements()).toHaveLength(3);
  expect(await findViolations()).toEqual([]);
});

it('saves what came out as a picture and as figures', async () => {
  const { photo, source } = await openLab();
  await expect.element(page.getByRole('img', { name: photo.name })).toBeVisible();
  await run.click();
  await expect.element(status).toHaveTextContent(/trials are done/);
  const figures = catchDownload();
  await page.getByRole('button', { name: 'Save the figures' }).click();
  const file = await figures;
  expect(file.name).toBe('renoir-lab.json');
  const json = JSON.parse(await file.text()) as { trials: { kind: string }[] };
  expect(json).toMatchObject({ image: photo.name, source });
  expect(json.trials.filter(({ kind }) => kind === 'inversion')).toHaveLength(4);

  const sheet = catchDownload();
  await page.getByRole('button', { name: 'Save as a picture' }).click();
  const picture = await sheet;
  expect(picture.name).toBe('renoir-lab.png');
  const { width, height } = await decode(picture);
  expect(width).toBeGreaterThan(3 * 256);
  expect(height).toBeGreaterThan(5 * 256);
});

it('stops when it is told to, and what has run stays', async () => {
  const { engine, photo } = await openLab();
  engine.hold();
  await expect.element(page.getByRole('img', { name: photo.name })).toBeVisible();
  await run.click();
  await expect.element(status).toHaveTextContent('1 of 9 done');
  await expect.element(inversions.getByRole('checkbox', { name: 'DDIM' })).toBeDisabled();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.element(run).toBeEnabled();
  await expect.element(page.getByRole('img', { name: 'Autoencoder alone' })).toBeVisible();
  expect(page.getByRole('alert').elements()).toEqual([]);
});

it('is done with the answer, though events come later', async () => {
  const { engine, photo } = await openLab();
  const compare = engine.compare.bind(engine);
  vi.spyOn(engine, 'compare').mockImplementation(async (request, onEvent) => {
    const late: EngineEvent[] = [];
    const answer = await compare(request, (event) => late.push(event));
    setTimeout(() => late.forEach(onEvent), 50);
    return answer;
  });
  await expect.element(page.getByRole('img', { name: photo.name })).toBeVisible();
  await run.click();
  await expect.element(status).toHaveTextContent('9 trials are done.');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect.element(run).toBeEnabled();
  await expect.element(status).toHaveTextContent('9 trials are done.');
});

it('asks for a photo, words and a method, and says what went wrong', async () => {
  const { photo } = await fetchPair('object');
  const { engine } = await openLab({ findStart: async () => null, chooseFile: () => Promise.resolve(photo) });
  await expect.element(status).toHaveTextContent('Choose a photo, say what it shows, and choose a method.');
  await expect.element(run).toBeDisabled();
  await page.getByRole('button', { name: 'Choose a photo' }).click();
  await page.getByRole('textbox', { name: 'The photo shows' }).fill('a red ball');
  await expect.element(run).toBeEnabled();
  vi.spyOn(engine, 'compare').mockResolvedValue({ ok: false, error: { code: 'device/out-of-memory', parameters: {} } });
  await run.click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(/memory/);
});

it('is a link under the hood of the editor', async () => {
  await openEditor();
  await editor.openSample();
  await editor.lookUnderTheHood();
  const link = page.getByRole('link', { name: 'The lab: compare them all on this photo' });
  await expect.element(link).toHaveAttribute('href', '?lab');
});

it.each(['light', 'dark'] as const)('speaks German, in %s', async (theme) => {
  localStorage.setItem('renoir-language', 'de');
  localStorage.setItem('renoir-theme', theme);
  const { photo } = await openLab();
  await expect.element(page.getByRole('img', { name: photo.name })).toBeVisible();
  await page.getByRole('button', { name: 'Ausführen' }).click();
  await expect.element(status).toHaveTextContent('9 Versuche sind fertig.');
  await expect.element(page.getByRole('columnheader', { name: 'Zum Bild des Autoencoders' })).toBeVisible();
  await expect.element(page.getByRole('group', { name: 'Bearbeitungen' })).toBeVisible();
  expect(await findViolations()).toEqual([]);
});
