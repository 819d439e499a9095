/** One photo and its words through many methods of inversion and of editing: `renoir lab` and the page of that name. */
import type { EditSettings, PixelImage } from './edit-request.ts';
import type { EditorId } from './editors.ts';
import type { EngineError } from './errors.ts';
import type { InversionId } from './inversions.ts';

/** A method of inversion and how it runs; what is left out is its own. */
export type InversionSettings = Pick<EditSettings, 'iterations' | 'tolerance' | 'isAdjusted' | 'start' | 'parameters'> &
  Partial<Pick<EditSettings, 'sourceGuidance'>> & { readonly inversion: InversionId };

export interface LabMethod {
  /** As it was asked for; of several ways to run one method each has another. */
  readonly id: string;
  readonly settings: InversionSettings;
}

export interface LabRequest {
  readonly runId: string;
  readonly image: PixelImage;
  readonly source: string;
  /** Null for reconstructions alone. */
  readonly target: string | null;
  readonly methods: readonly LabMethod[];
  /** Every one that inverts runs along every method; where none is asked for, along that of the settings. */
  readonly editors: readonly EditorId[];
  readonly settings: EditSettings;
}

/** What the autoencoder alone makes of the photo. */
export interface LabBound {
  readonly kind: 'bound';
  readonly image: PixelImage;
  /** dB, data range 1, against the photo. */
  readonly psnr: number;
}

/** An inversion, and what sampling makes of it with the photo's own words. */
export interface LabInversion {
  readonly kind: 'inversion';
  readonly method: LabMethod;
  readonly image: PixelImage;
  /** Residual mean|f(z) - z| after each iteration, one list per level, from the least noisy to the noisiest. */
  readonly residuals: readonly (readonly number[])[];
  /** UNet rows of the inversion alone; a gradient run counts 2. */
  readonly rows: number;
  readonly seconds: number;
  /** dB, data range 1, against the photo and against the autoencoder's picture of it; infinite for equal pictures. */
  readonly psnr: number;
  readonly psnrToBound: number;
  /** Against the photo. */
  readonly ssim: number;
}

export interface LabEdit {
  readonly kind: 'edit';
  readonly editor: EditorId;
  /** Null for an editor that does not invert, or that brings an inversion of its own. */
  readonly method: LabMethod | null;
  readonly image: PixelImage;
  /** UNet rows and seconds of the edit alone, but of an inversion of its own as well. */
  readonly rows: number;
  readonly seconds: number;
}

/** What did not run; the others go on. */
export interface LabFailure {
  readonly kind: 'failed';
  readonly editor: EditorId | null;
  readonly method: LabMethod | null;
  readonly error: EngineError;
}

export type LabTrial = LabBound | LabInversion | LabEdit | LabFailure;

/** The trials without their pictures, as they are saved: `null` for the PSNR of equal pictures. */
export function describeTrials(trials: readonly LabTrial[]): readonly object[] {
  return trials.map((trial) => {
    if (trial.kind === 'failed') return { ...trial, ...describeMethod(trial.method) };
    const { image: _picture, ...figures } = trial;
    return 'method' in figures ? { ...figures, ...describeMethod(figures.method) } : figures;
  });
}

function describeMethod(method: LabMethod | null): object {
  return method === null ? { method } : { method: method.id, settings: method.settings };
}
