export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The residuals of all steps as one line, left to right, on a logarithmic scale from top (largest) to bottom (smallest): SVG points,
 * one group per step. A step with a single residual is a flat piece.
 *
 * @param stepCount how many steps there will be: those that are missing leave room
 */
export function plotResiduals(
  steps: readonly (readonly number[])[],
  { width, height }: PlotSize,
  stepCount = steps.length,
): readonly string[] {
  const logs = steps.map((residuals) => residuals.map((residual) => Math.log10(Math.max(residual, 1e-8))));
  const all = logs.flat();
  if (all.length === 0) return [];
  const top = Math.max(...all);
  const span = Math.max(top - Math.min(...all), 1e-6);
  const stepWidth = width / Math.max(stepCount, logs.length);
  return logs.flatMap((values, step) => {
    if (values.length === 0) return [];
    const heights = values.length === 1 ? [...values, ...values] : values;
    return heights
      .map((value, index) => {
        const x = stepWidth * (step + index / Math.max(1, heights.length - 1));
        const y = all.length === 1 ? height / 2 : ((top - value) / span) * height;
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      })
      .join(' ');
  });
}
