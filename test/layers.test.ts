/** The architecture as a test: who may import whom, counted over every import of the tree, types included. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Floors from the ground up: a file imports from floors below its own and from its own folder. Folders of one floor stand side by side
 * and do not know each other.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['src/protocol'],
  ['src/planes'],
  ['src/words', 'src/imaging'],
  ['src/engine/at.ts', 'src/engine/generators.ts'],
  ['src/engine/tensor'],
  ['src/engine/graph'],
  ['src/engine/onnx'],
  ['src/engine/ops'],
  ['src/engine/analysis'],
  ['src/engine/passes'],
  ['src/engine/compiler'],
  ['src/engine/cancellation.ts', 'src/engine/ports.ts'],
  ['src/engine/diffusion', 'src/engine/metrics', 'src/engine/text'],
  ['src/engine/control', 'src/engine/inversion', 'src/engine/seeds'],
  ['src/engine/editing'],
  ['src/engine/stages', 'src/engine/cascade'],
  ['src/packs'],
  ['src/runtime'],
  ['src/app/photo', 'src/app/browser'],
  ['src/app/store'],
  ['src/app/i18n', 'src/app/picture', 'src/app/storage'],
  ['src/app/ui', 'src/app/mask', 'src/app/formats', 'src/app/clients'],
  ['src/app/app-context.ts'],
  ['src/app/actions', 'src/app/services'],
  ['src/app/features/*'],
  ['src/app/page', 'workers', 'cli'],
  ['src/main.tsx', 'src/bench-page.ts'],
];

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = ['src', 'workers', 'cli'].flatMap(listFiles);
const imports = files.flatMap(readImports);

describe('the floors', () => {
  it('hold every file', () => {
    expect(files.filter((file) => placeOf(file) === null)).toEqual([]);
  });

  it('are left by no import that runs up or sideways', () => {
    const wrong = imports.filter(({ from, to }) => {
      const [here, there] = [placeOf(from), placeOf(to)];
      if (here === null || there === null) return false;
      return here.room !== there.room && here.floor <= there.floor;
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('have no circle of files', () => {
    expect(findCircles()).toEqual([]);
  });

  it('keep the workers out of the page, but for its clients', () => {
    const starters = imports.filter(({ from, to }) => from.startsWith('src/') && to.startsWith('workers/'));
    expect(starters.filter(({ from }) => !from.startsWith('src/app/clients/'))).toEqual([]);
  });
});

/** The room a file stands in, and its floor; null where the table has none. */
function placeOf(file: string): { readonly floor: number; readonly room: string } | null {
  for (const [floor, rooms] of FLOORS.entries()) {
    for (const room of rooms) {
      if (room.endsWith('/*')) {
        const [folder] = file.startsWith(room.slice(0, -1)) ? file.slice(room.length - 1).split('/') : [];
        if (folder !== undefined) return { floor, room: `${room.slice(0, -1)}${folder}` };
      } else if (file === room || file.startsWith(`${room}/`)) return { floor, room };
    }
  }
  return null;
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/testing\/|\.d\.ts$/.test(file));
}

function readImports(from: string): readonly Import[] {
  const text = readFileSync(join(ROOT, from), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.tsx?)'/g)].map(
    ([, specifier = '']) => specifier,
  );
  return specifiers.map((specifier) => ({
    from,
    to: relative(ROOT, join(ROOT, dirname(from), specifier)).replaceAll('\\', '/'),
  }));
}

/** Strongly connected groups of more than one file (Tarjan). */
function findCircles(): readonly (readonly string[])[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    let lowest = order.size - 1;
    stack.push(file);
    for (const target of next.get(file) ?? []) {
      if (!order.has(target)) lowest = Math.min(lowest, visit(target));
      else if (stack.includes(target)) lowest = Math.min(lowest, order.get(target) ?? lowest);
    }
    low.set(file, lowest);
    if (lowest === order.get(file)) {
      const group = stack.splice(stack.indexOf(file));
      if (group.length > 1) circles.push(group);
    }
    return lowest;
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return circles;
}
