/** Language of numbers, as a BCP 47 tag. */
let locale = 'en';

export function setNumberLocale(tag: string): void {
  locale = tag;
}

/** A number with that many digits behind the point, as the language writes it. */
export function formatNumber(value: number, digits: number): string {
  return formatterOf(locale, digits).format(value);
}

const FORMATTERS = new Map<string, Intl.NumberFormat>();

/** Formatters are costly to make and are asked for at every step of a run. */
function formatterOf(tag: string, digits: number): Intl.NumberFormat {
  const key = `${tag} ${String(digits)}`;
  const known = FORMATTERS.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  FORMATTERS.set(key, made);
  return made;
}

/** `18 MB`, `2.6 GB`. */
export function formatBytes(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  if (megabytes >= 999.5) return `${formatNumber(megabytes / 1000, 1)} GB`;
  return megabytes < 1
    ? `${formatNumber(Math.max(bytes > 0 ? 1 : 0, Math.round(bytes / 1000)), 0)} kB`
    : `${formatNumber(Math.round(megabytes), 0)} MB`;
}

/** `1.2 s`, `34 s`. */
export function formatSeconds(seconds: number): string {
  return `${formatNumber(seconds, seconds < 10 ? 1 : 0)} s`;
}

/** `0.4 s`, `9 s`, `3 min`: for people who wait, not for those who measure. */
export function formatRoundSeconds(seconds: number): string {
  return seconds < 1 ? formatSeconds(seconds) : formatDuration(seconds);
}

/** `40 s`, `3 min`, `1 h 20 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `0.012`; smaller ones by their power, as `4.1e-5`. */
export function formatResidual(residual: number): string {
  return residual === 0 || residual >= 0.0005 ? formatNumber(residual, 3) : residual.toExponential(1);
}

export function formatDecibels(decibels: number): string {
  return Number.isFinite(decibels) ? formatNumber(decibels, 1) : '∞';
}

/** `128 × 96`. */
export function formatSize({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width} × ${height}`;
}
