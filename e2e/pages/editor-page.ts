/** The editor as a person uses it: by what can be seen and named. Reads pixels and the counts that the status line carries. */
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import type { RgbImage } from '../../test/pixels.ts';
import { pairPath, type Pair } from '../pixels.ts';

export interface RunFacts {
  readonly runId: string;
  readonly invertRows: number;
  readonly editRows: number;
  readonly cached: readonly string[];
  readonly previews: number;
}

export class EditorPage {
  readonly page: Page;
  readonly main: Locator;
  readonly status: Locator;
  readonly source: Locator;
  readonly target: Locator;

  constructor(page: Page) {
    this.page = page;
    this.main = page.getByRole('main');
    this.status = page.getByRole('status').first();
    this.source = page.getByRole('textbox', { name: 'The photo shows' });
    this.target = page.getByRole('textbox', { name: 'Make it' });
  }

  async open(device: 'auto' | 'webgpu' | 'wasm' = 'wasm'): Promise<void> {
    await this.page.goto(device === 'auto' ? '/' : `/?device=${device}`);
    await expect(this.page.getByRole('button', { name: 'Open photo' }).first()).toBeVisible();
  }

  /** Opens the first sample and waits for its picture. */
  async openSample(): Promise<RunFacts> {
    await this.page
      .getByRole('button', { name: /^Sample/ })
      .first()
      .click();
    return this.waitForRun();
  }

  /** Opens the photo of a pair, with both its sentences, and waits for its picture. */
  async editPair(pair: Pair): Promise<RunFacts> {
    await this.drop(pairPath(pair, 'source'));
    // The words that the photo shows last: one run begins, that of both sentences.
    await this.target.fill(pair.target);
    await this.source.fill(pair.source);
    return this.waitForRun();
  }

  /** Drops a file onto the middle of the window, as a person would from a folder. */
  async drop(path: string): Promise<void> {
    await this.dropBytes(readFileSync(path), basename(path), `image/${extname(path).slice(1) || 'png'}`);
  }

  async dropBytes(bytes: Buffer, name: string, mimeType: string): Promise<void> {
    const transfer = await this.page.evaluateHandle(
      ({ base64, name: fileName, type }) => {
        const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([data], fileName, { type }));
        return dataTransfer;
      },
      { base64: bytes.toString('base64'), name, type: mimeType },
    );
    for (const event of ['dragenter', 'dragover', 'drop']) {
      await this.page.dispatchEvent('body', event, { dataTransfer: transfer });
    }
  }

  /** Opens a file by the system's dialogue. */
  async choose(path: string): Promise<void> {
    const choosing = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: 'Open photo' }).first().click();
    await (await choosing).setFiles(path);
    await this.waitForFullSize();
  }

  /** Does what an entry of the menu in the header says. */
  async chooseFromMenu(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'More', exact: true }).click();
    await this.page.getByRole('dialog', { name: 'More' }).getByRole('button', { name }).click();
  }

  /** Opens the panel beside the picture, where history and settings are. */
  async openPanel(): Promise<void> {
    const button = this.page.getByRole('button', { name: 'History and settings' });
    if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
    await expect(this.page.getByRole('complementary', { name: 'History and settings' })).toBeVisible();
  }

  async closePanel(): Promise<void> {
    const panel = this.page.getByRole('complementary', { name: 'History and settings' });
    await panel.getByRole('button', { name: 'Close' }).click();
    await expect(panel).toBeHidden();
  }

  /** Opens the panel, and in it what describes the machine. */
  async lookUnderTheHood(): Promise<void> {
    await this.openPanel();
    const summary = this.page.getByText('Under the hood');
    if (!(await this.page.getByRole('combobox', { name: 'Method' }).isVisible())) await summary.click();
  }

  /** Chooses as what pictures are saved. */
  async saveAs(format: 'PNG' | 'JPEG' | 'WebP', keepLocation = false): Promise<void> {
    await this.page.getByRole('button', { name: /^File type/ }).click();
    await this.page.getByRole('radio', { name: format }).check();
    const location = this.page.getByRole('switch', { name: 'Keep the location' });
    if ((await location.getAttribute('aria-checked')) !== String(keepLocation)) await location.click();
    await this.page.keyboard.press('Escape');
  }

  /** Downloads the picture and returns where it lies. */
  async download(): Promise<{ readonly path: string; readonly name: string }> {
    const downloading = this.page.waitForEvent('download');
    await this.page.getByRole('button', { name: 'Download' }).click();
    const download = await downloading;
    return { path: await download.path(), name: download.suggestedFilename() };
  }

  /** Waits until the run that is on now has ended, whatever its end. */
  async waitForRun(after?: string, timeout = 90_000): Promise<RunFacts> {
    await expect
      .poll(async () => [await this.main.getAttribute('data-state'), (await this.facts()).runId !== after], { timeout })
      .toEqual(['done', true]);
    return this.facts();
  }

  async facts(): Promise<RunFacts> {
    const read = async (name: string) => (await this.status.getAttribute(`data-${name}`)) ?? '';
    return {
      runId: await read('run-id'),
      invertRows: Number(await read('invert-rows')),
      editRows: Number(await read('edit-rows')),
      cached: (await read('cached')).split(/[ ,]+/).filter(Boolean),
      previews: Number(await read('previews')),
    };
  }

  /** Waits until the picture on screen is the photo at its own size, with the last edit in it. */
  async waitForFullSize(): Promise<void> {
    await expect(this.page.getByRole('region', { name: 'Picture' })).toHaveAttribute('data-sharp', 'true');
  }

  /** Pixels of a canvas that is named as an image. */
  async pixels(name: 'Original photo' | 'Edited photo'): Promise<RgbImage> {
    await this.waitForFullSize();
    const canvas = this.page.getByRole('img', { name }).first();
    const image = await canvas.evaluate((element) => {
      if (!(element instanceof HTMLCanvasElement)) throw new Error('The picture is not a canvas.');
      const { width, height } = element;
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('There is no 2D context.');
      context.drawImage(element, 0, 0);
      return { width, height, rgba: [...context.getImageData(0, 0, width, height).data] };
    });
    return { width: image.width, height: image.height, rgba: Uint8Array.from(image.rgba) };
  }
}
