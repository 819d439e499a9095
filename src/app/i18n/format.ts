/** `18 MB`. */
export function formatBytes(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  return megabytes < 1 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${Math.round(megabytes)} MB`;
}

/** `1.2 s`, `34 s`. */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
}

/** `0.012`; smaller ones by their power, as `4.1e-5`. */
export function formatResidual(residual: number): string {
  return residual === 0 || residual >= 0.0005 ? residual.toFixed(3) : residual.toExponential(1);
}

export function formatDecibels(decibels: number): string {
  return Number.isFinite(decibels) ? decibels.toFixed(1) : '∞';
}
