/** What happens in a long visit: which photo, words, paint and models, edit by edit. */
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import { EditorPage } from '../pages/editor-page.ts';
import { PacksPage } from '../pages/packs-page.ts';
import { pairOf, pairPath } from '../pixels.ts';

const PACK_NAMES = ['sd-turbo-script-14', 'lcm-script-17-half'] as const;
type PackName = (typeof PACK_NAMES)[number];

const COLOURS = ['blue', 'green', 'pink', 'yellow', 'white', 'orange', 'purple', 'black'];
const OBJECTS = ['ball', 'cube', 'cone', 'cylinder'];
/** As many as a hundred edits have photos. */
const SIZES = [
  { width: 128, height: 128, format: 'webp' },
  { width: 640, height: 480, format: 'jpeg' },
  { width: 900, height: 1600, format: 'png' },
  { width: 1200, height: 1200, format: 'webp' },
  { width: 2400, height: 1600, format: 'jpeg' },
] as const;

const SOURCE = 'a red ball on grass at day';
/**
 * Photos, words, strokes and models come again after so many edits: at the same place caches hold the same. The engine's keep rows of each
 * part of a photo that was edited since it was started, and words choose the part.
 */
export const PERIOD = 100;
const BRUSH_EDITS = [8, 9, 10];

export class Visit {
  readonly editor: EditorPage;
  readonly packs: PacksPage;
  readonly #page: Page;
  #runId = '';
  #opened = 0;

  constructor(page: Page) {
    this.#page = page;
    this.editor = new EditorPage(page);
    this.packs = new PacksPage(page);
  }

  async open(): Promise<void> {
    await this.editor.open();
    // The dialogue of the system cannot be driven; a list of files can be given.
    await this.#page.evaluate(() => Object.assign(window, { showDirectoryPicker: undefined }));
  }

  /** Adds the folder of a small model, and uses it. */
  async addPack(name: PackName): Promise<void> {
    await this.addFolder(fileURLToPath(new URL(`../../test/fixtures/packs/${name}/`, import.meta.url)), name);
  }

  /** Adds a folder that is called `name`, and uses it. */
  async addFolder(folder: string, name: string): Promise<void> {
    await this.packs.open();
    const choosing = this.#page.waitForEvent('filechooser');
    await this.packs.button('Choose a folder').click();
    await (await choosing).setFiles(folder);
    await expect(this.packs.row(name)).toContainText('In use');
    await this.packs.close();
  }

  /** The n-th edit, from 1, and what goes before it: every twentieth has another photo, every hundredth two other models. */
  async edit(n: number): Promise<void> {
    const { editor } = this;
    if (n % 100 === 20 || n % 100 === 40) await this.#usePack(PACK_NAMES[n % 100 === 20 ? 1 : 0]);
    if (n % 20 === 1) await this.#openPhoto();
    if (n % 20 === 11) await this.#takeBackPaint();
    if (n % 20 === 15) await editor.download();
    if (n % 20 === 17) {
      await editor.openPanel();
      await editor.closePanel();
    }
    if (BRUSH_EDITS.includes(n % 20)) await this.#paint(n);
    else await editor.target.fill(targetOf(n));
    this.#runId = await this.#page.evaluate(waitForOtherRun, this.#runId);
  }

  async #openPhoto(): Promise<void> {
    const index = this.#opened++;
    const { width, height, format } = SIZES[index % SIZES.length] ?? SIZES[0];
    const bytes = await sharp(pairPath(pairOf('colour'), 'source'))
      .resize(width, height, { fit: 'fill' })
      .toFormat(format)
      .toBuffer();
    const name = `photo-${index}.${format}`;
    await this.editor.dropBytes(bytes, name, `image/${format}`);
    await expect(this.#page.getByText(name).first()).toBeVisible();
    await this.editor.source.fill(SOURCE);
  }

  async #usePack(name: PackName): Promise<void> {
    await this.packs.open();
    await this.packs.button(`Use ${name}`).click();
    await expect(this.packs.row(name)).toContainText('In use');
    await this.packs.close();
  }

  /** A stroke from left to right, each at another height. */
  async #paint(n: number): Promise<void> {
    await this.#page.getByRole('radio', { name: 'Brush' }).check();
    const box = await this.#page.getByRole('button', { name: /^Paint the mask/ }).boundingBox();
    if (!box) throw new Error('the picture is not on the page');
    const y = box.y + box.height * (0.4 + 0.2 * ((n * 0.37) % 1));
    const { mouse } = this.#page;
    await mouse.move(box.x + 0.2 * box.width, y);
    await mouse.down();
    await mouse.move(box.x + 0.8 * box.width, y, { steps: 6 });
    await mouse.up();
  }

  async #takeBackPaint(): Promise<void> {
    for (const _ of BRUSH_EDITS) await this.#page.keyboard.press('Control+z');
    await this.#page.getByRole('radio', { name: 'Hand' }).check();
  }
}

/** Runs in the page: asking again and again would take time from it. Resolves with the id of the next run that has ended. */
function waitForOtherRun(before: string): Promise<string> {
  const read = (): string | null => {
    const { state } = document.querySelector('main')?.dataset ?? {};
    const runId = document.querySelector<HTMLElement>('[data-run-id]')?.dataset['runId'] ?? before;
    return state === 'done' && runId !== before ? runId : null;
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no edit was made within ten minutes')), 600_000);
    const observer = new MutationObserver(() => look());
    const look = (): void => {
      const runId = read();
      if (runId === null) return;
      clearTimeout(timer);
      observer.disconnect();
      resolve(runId);
    };
    observer.observe(document.body, {
      subtree: true,
      attributes: true,
      attributeFilter: ['data-state', 'data-run-id'],
    });
    look();
  });
}

/** Of the n-th edit, from 1: others for each edit of a photo. */
export function targetOf(n: number): string {
  const place = (n - 1) % PERIOD;
  const colour = COLOURS[place % COLOURS.length];
  const object = OBJECTS[Math.floor(place / COLOURS.length) % OBJECTS.length];
  return `a ${colour} ${object} on grass at day`;
}
