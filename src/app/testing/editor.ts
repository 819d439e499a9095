/** The page on a fake engine, used as a person uses it: by what can be seen and named. */
import { createElement, StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { toast } from 'sonner';
import { expect } from 'vitest';
import { page, userEvent, type Locator } from 'vitest/browser';
import type { RgbImage } from '../../../test/pixels.ts';
import type { DeviceKind } from '../../protocol/engine.ts';
import type { PackManifest } from '../../protocol/pack-manifest.ts';
import { AppReactContext, type AppContext } from '../app-context.ts';
import { createPhotoClient } from '../clients/photo-client/photo-client.ts';
import { App } from '../page/App.tsx';
import { createAppContext, type AppPorts } from '../page/create-app-context.ts';
import { createMemoryHistory } from '../storage/testing/memory-history.ts';
import { createFakeEngine } from './fake-engine.ts';
import '../ui/tokens.css';
import '../ui/base.css';

export interface RunFacts {
  readonly runId: string;
  readonly invertRows: number;
  readonly previews: number;
}

export interface EditorOptions {
  readonly device?: DeviceKind | 'auto';
  readonly ports?: Partial<AppPorts>;
}

/** Photos are decoded, blended and encoded as ever. */
const photos = createPhotoClient();
let shown: { readonly root: Root; readonly context: AppContext } | null = null;

export async function fetchManifest(): Promise<PackManifest> {
  const response = await fetch('/models/starter/pack.json');
  return (await response.json()) as PackManifest;
}

/** A file of the repository, as if it lay on the user's disk. */
export async function fetchFile(path: string): Promise<File> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`there is no file ${path}`);
  return new File([await response.blob()], path.slice(path.lastIndexOf('/') + 1), {
    type: response.headers.get('content-type') ?? '',
  });
}

/** Shows the page as it is at the beginning of a visit. One that is open is left, as by a reload. */
export async function openEditor({ device = 'wasm', ports = {} }: EditorOptions = {}): Promise<void> {
  leave();
  const context = createAppContext(
    { starterUrl: '/models/starter/', device },
    {
      engine: ports.engine ?? createFakeEngine({ manifest: await fetchManifest() }),
      photos,
      packs: createEmptyPackStore(),
      describer: { describe: () => Promise.reject(new Error('no photo is described')) },
      history: Promise.resolve({ status: 'open', database: createMemoryHistory().database }),
      chooseFile: () => Promise.resolve(null),
      ...ports,
    },
  );
  const element = document.createElement('div');
  element.id = 'root';
  document.body.append(element);
  const root = createRoot(element);
  shown = { root, context };
  const app = createElement(AppReactContext, { value: context }, createElement(App));
  // With its effects: the page listens once it is there.
  flushSync(() => root.render(createElement(StrictMode, null, app)));
  await expect.element(page.getByRole('button', { name: /Open photo|Foto öffnen/ }).first()).toBeVisible();
}

/** Takes the page away as if it was closed for good: the next one begins without choices of this one. */
export function closeEditor(): void {
  leave();
  localStorage.clear();
  history.replaceState(null, '', location.pathname + location.search);
}

function leave(): void {
  shown?.context.live.dispose();
  shown?.root.unmount();
  shown = null;
  document.querySelector('#root')?.remove();
  toast.dismiss();
}

function createEmptyPackStore(): AppPorts['packs'] {
  const refuse = () => Promise.reject(new Error('no pack is fetched'));
  return {
    list: async () => ({ ok: true, value: { packs: [], space: { usedBytes: 0, freeBytes: 1e9 } } }),
    inspect: refuse,
    fetch: refuse,
    stop: refuse,
    verify: refuse,
    remove: refuse,
    copy: refuse,
  };
}

export const editor = {
  main: page.getByRole('main'),
  status: page.getByRole('status').first(),
  source: page.getByRole('textbox', { name: 'The photo shows' }),
  target: page.getByRole('textbox', { name: 'Make it' }),
  picture: page.getByRole('region', { name: 'Picture' }),

  /** Drops files onto the middle of the window, as a person would from a folder. */
  drop(...files: readonly File[]): void {
    const dataTransfer = new DataTransfer();
    for (const file of files) dataTransfer.items.add(file);
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  },

  /** Opens the first sample and waits for its picture. */
  async openSample(): Promise<RunFacts> {
    await page
      .getByRole('button', { name: /^Sample/ })
      .first()
      .click();
    const facts = await editor.waitForRun();
    await editor.waitForFullSize();
    return facts;
  },

  /** Opens a photo with both sentences and waits for its picture. */
  async editPhoto(photo: File, source: string, target: string): Promise<RunFacts> {
    editor.drop(photo);
    await editor.source.fill(source);
    await editor.target.fill(target);
    return editor.waitForRun();
  },

  /** Waits until the run that is on now has ended, whatever its end. */
  async waitForRun(after?: string): Promise<RunFacts> {
    await expect
      .poll(() => [editor.main.element().getAttribute('data-state'), editor.facts().runId !== after])
      .toEqual(['done', true]);
    return editor.facts();
  },

  facts(): RunFacts {
    const { dataset } = editor.status.element();
    return {
      runId: dataset['runId'] ?? '',
      invertRows: Number(dataset['invertRows']),
      previews: Number(dataset['previews']),
    };
  },

  /** Waits until the picture on screen is the photo at its own size, with the last edit in it. */
  async waitForFullSize(): Promise<void> {
    await expect.element(editor.picture).toHaveAttribute('data-sharp', 'true');
  },

  /** Pixels of a canvas that is named as an image. */
  async pixels(name: 'Original photo' | 'Edited photo'): Promise<RgbImage> {
    await editor.waitForFullSize();
    return readCanvas(page.getByRole('img', { name }).first());
  },

  /** Does what an entry of the menu in the header says. */
  async chooseFromMenu(name: string): Promise<void> {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('dialog', { name: 'More' }).getByRole('button', { name }).click();
  },

  /** Opens the panel beside the picture, where history and settings are. */
  async openPanel(): Promise<void> {
    const button = page.getByRole('button', { name: 'History and settings' });
    await expect.element(button).toBeVisible();
    if (button.element().getAttribute('aria-expanded') === 'false') await button.click();
    await expect.element(page.getByRole('complementary', { name: 'History and settings' })).toBeVisible();
  },

  /** Opens the panel, and in it what describes the machine. */
  async lookUnderTheHood(): Promise<void> {
    await editor.openPanel();
    const hood = page.getByText('Under the hood').element().parentElement;
    if (hood?.hasAttribute('open') === false) await page.getByText('Under the hood').click();
  },

  focus(locator: Locator): void {
    locator.element().focus();
  },

  /** Presses keys on an element, as `userEvent.keyboard` names them. */
  async pressOn(locator: Locator, keys: string): Promise<void> {
    editor.focus(locator);
    await userEvent.keyboard(keys);
  },
};

export function readCanvas(locator: Locator): RgbImage {
  const canvas = locator.element();
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('It is not a canvas.');
  const { width, height } = canvas;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('There is no 2D context.');
  context.drawImage(canvas, 0, 0);
  return { width, height, rgba: Uint8Array.from(context.getImageData(0, 0, width, height).data) };
}

export function boxOf(locator: Locator): DOMRect {
  return locator.element().getBoundingClientRect();
}
