import { describe, expect, it } from 'vitest';
import type { InversionId } from '../../protocol/inversions.ts';
import { compareScenes, runEdit, spentRows } from './testing/run-edit.ts';
import { createTabletop, paintScene } from './testing/tabletop.ts';

const SOURCE = 'a red square on sand';

describe('an edit guided by the empty prompt', () => {
  const TARGET = 'a blue square on sand';
  const runGuided = async (targetGuidance: number) => {
    const tabletop = createTabletop();
    const { result } = await runEdit({ ...tabletop.context, guidance: 'empty-prompt' }, SOURCE, TARGET, {
      targetGuidance,
    });
    return { tabletop, result };
  };

  it('spends one row more in every step, and none while inverting', async () => {
    const plain = (await runEdit(createTabletop().context, SOURCE, TARGET, { targetGuidance: 3 })).result;
    const { tabletop, result } = await runGuided(3);
    expect(result.rows.edit).toBe(plain.rows.edit + 4);
    expect(result.rows.invert).toBe(plain.rows.invert);
    expect(result.inversion?.reconstruction).toEqual(plain.inversion?.reconstruction);
    expect(result.rows.draft + result.rows.invert + result.rows.edit).toBe(spentRows(tabletop));
  });

  it('reads the photo under guidance where that is asked for, and gives it back', async () => {
    const settings = { inversion: 'fixed-point', iterations: 8, sourceGuidance: 2 } as const;
    const plain = (await runEdit(createTabletop().context, SOURCE, TARGET, settings)).result;
    const tabletop = createTabletop();
    const { result } = await runEdit({ ...tabletop.context, guidance: 'empty-prompt' }, SOURCE, TARGET, settings);
    expect(result.inversion?.rows).toBe(2 * (plain.inversion?.rows ?? 0));
    expect(result.rows.invert).toBe(2 * plain.rows.invert);
    expect(result.rows.draft + result.rows.invert + result.rows.edit).toBe(spentRows(tabletop));
    expect(result.inversion?.psnrReconstruction).toBeGreaterThan(result.psnrBound - 1);
    expect(result.inversion?.reconstruction).not.toEqual(plain.inversion?.reconstruction);
  });

  it('at scale 1 is the edit without guidance, byte by byte, for as many rows', async () => {
    const plain = (await runEdit(createTabletop().context, SOURCE, TARGET)).result;
    const { result } = await runGuided(1);
    expect(result.image).toEqual(plain.image);
    expect(result.rows).toEqual(plain.rows);
  });

  it('is guided away from the words of the photo after negative-prompt inversion, and from no words after DDIM', async () => {
    const paint = async (inversion: InversionId, targetGuidance: number) => {
      const context = { ...createTabletop().context, guidance: 'empty-prompt' } as const;
      const settings = { inversion, targetGuidance, editor: 'no-control' } as const;
      return (await runEdit(context, SOURCE, TARGET, settings)).result;
    };
    expect((await paint('negative-prompt', 1)).image).toEqual((await paint('ddim', 1)).image);
    const [negative, ddim] = [await paint('negative-prompt', 3), await paint('ddim', 3)];
    expect(negative.image).not.toEqual(ddim.image);
    expect(negative.rows).toEqual(ddim.rows);
  });

  it('follows the words further, and keeps the photo around them', async () => {
    const truth = paintScene('blue', 'sand');
    const weak = compareScenes((await runGuided(1)).result.image, truth);
    const strong = compareScenes((await runGuided(3)).result.image, truth);
    expect(strong.inside).not.toBe(weak.inside);
    expect(strong.outside).toBeGreaterThan(30);
  });
});
