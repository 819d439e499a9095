/** The contract between the app and the worker that computes. Requests go down, events come up. */
import type { EditRequest, EditSettings, PixelImage, UserMask } from './edit-request.ts';
import type { Result } from './errors.ts';
import type { InversionId } from './inversions.ts';
import type { LabRequest, LabTrial } from './lab.ts';
import type { MixRequest } from './mix-request.ts';
import type { PackManifest } from './pack-manifest.ts';
import type { PackPlace } from './pack-place.ts';

export type DeviceKind = 'webgpu' | 'wasm';

export interface DeviceInfo {
  readonly kind: DeviceKind;
  /** Adapter description for WebGPU ('swiftshader' included), thread count for WASM. */
  readonly detail: string;
  /** Why this device was taken. */
  readonly reason: 'gpu' | 'software-adapter' | 'no-adapter' | 'forced';
}

export type Stage = 'open' | 'encode' | 'draft' | 'invert' | 'edit' | 'decode';

/** What came out of one inversion. */
export interface InversionSummary {
  readonly method: InversionId;
  /** Residual mean|f(z) - z| after each iteration, one list per step, from the least noisy to the noisiest. */
  readonly residuals: readonly (readonly number[])[];
  /** UNet rows (a gradient run counts 2); 0 when it came from the cache. */
  readonly rows: number;
  readonly seconds: number;
  /**
   * Mean square of the noise that leads from the photo's latent to the least noisy level. The less a photo and its words are what the model
   * was trained on, the more noise it takes to explain it; what is much, a pack says of itself (`PackManifest.familiar`).
   */
  readonly noiseEnergy: number;
}

/** What an edit knows of the photo because it inverted it. */
export interface InversionResult extends InversionSummary {
  /** What inversion and sampling make of the photo with its own words. */
  readonly reconstruction: PixelImage;
  /** dB, data range 1: the reconstruction against the photo. */
  readonly psnrReconstruction: number;
}

export type EngineEvent =
  | {
      readonly type: 'stage';
      readonly runId: string;
      readonly stage: Stage;
      readonly step: number;
      readonly steps: number;
      readonly cached: boolean;
    }
  | {
      readonly type: 'residual';
      readonly runId: string;
      readonly step: number;
      readonly iteration: number;
      readonly residual: number;
    }
  | {
      readonly type: 'preview';
      readonly runId: string;
      readonly step: number;
      readonly steps: number;
      readonly image: PixelImage;
      /** A first guess without inversion; the edit itself will replace it. */
      readonly draft: boolean;
    }
  | {
      /** Where the edit will act, before anything of it is painted. */
      readonly type: 'located';
      readonly runId: string;
      readonly map: ThingMap;
    }
  | {
      /** One picture of a mixture is done. */
      readonly type: 'mixed';
      readonly runId: string;
      readonly index: number;
      readonly image: PixelImage;
    }
  | {
      /** One trial of a comparison has run: so many of so many. */
      readonly type: 'tried';
      readonly runId: string;
      readonly done: number;
      readonly count: number;
      readonly trial: LabTrial;
    };

/** Where one word acts. */
export interface WordMap {
  /** As typed. */
  readonly word: string;
  /** Cross-attention averaged over steps and heads, 255 where this word acts most; row-major. */
  readonly strength: Uint8Array<ArrayBuffer>;
  /** Set for articles, prepositions and the like: they name nothing, and look wherever the words around them do. */
  readonly isFunctionWord?: boolean;
}

/** A map per space-separated word of either sentence, at the model's attention size. */
export interface WordMaps {
  readonly width: number;
  readonly height: number;
  readonly source: readonly WordMap[];
  readonly target: readonly WordMap[];
}

/** Cells over the picture that was looked at, row-major: 255 where a thing surely is. */
export interface ThingCells {
  readonly width: number;
  readonly height: number;
  readonly strength: Uint8Array<ArrayBuffer>;
}

/** A place of a picture, in parts of its width and of its height. */
export interface PhotoPlace {
  readonly x: number;
  readonly y: number;
}

/** Where the thing is that the words of an edit are about: 255 where they act most. */
export interface ThingMap extends ThingCells {
  /** Of words that take the thing away: 255 where it, its shadow and its reflection are. */
  readonly traces?: ThingCells;
}

/** The first word, by its index, that the model had no room for; for each sentence, null where it read all. */
export interface UnreadFrom {
  readonly source: number | null;
  readonly target: number | null;
}

export interface EditResult {
  readonly runId: string;
  readonly image: PixelImage;
  /** Mask of the edit at the pack's image size, 0..255; null when it may touch the whole picture. */
  readonly mask: Uint8Array<ArrayBuffer> | null;
  /** The same before the user's mask corrected it: where the changed words act; null when local blend was off. */
  readonly automaticMask: Uint8Array<ArrayBuffer> | null;
  /** Where the words act; null when no step ran both sentences side by side (equal words, or an edit without control). */
  readonly wordMaps: WordMaps | null;
  /** Missing where both sentences were read to their ends. */
  readonly unreadFrom?: UnreadFrom;
  /** Nothing that the photo shows within the mask is left in the picture. */
  readonly isRepainted?: true;
  /** Null for a way to edit that does not invert the photo. */
  readonly inversion: InversionResult | null;
  /** UNet rows of this run, by stage. */
  readonly rows: { readonly draft: number; readonly invert: number; readonly edit: number };
  readonly seconds: {
    readonly encode: number;
    readonly draft: number;
    readonly invert: number;
    readonly edit: number;
    readonly decode: number;
  };
  /** Stages that came from the cache. */
  readonly cached: readonly Stage[];
  /** dB, data range 1: the photo through the autoencoder alone. */
  readonly psnrBound: number;
  /** The photo, or what the words say of it, is of another kind than the pack was made for; as far as `PackManifest.familiar` tells. */
  readonly isUnfamiliar: boolean;
}

/** What is known of a photo before anything is said of it. */
export interface PhotoExamination {
  /** dB, data range 1: the photo through the autoencoder alone. */
  readonly psnrBound: number;
  /** Mean square of the noise that explains the photo to a model that is told nothing of it; null where the pack knows any photo. */
  readonly wordlessEnergy: number | null;
  /** It is of another kind than the pack was made for; as far as `PackManifest.familiar` tells. */
  readonly isUnfamiliar: boolean;
}

/** How a graph runs on a graphics card: recorded once and replayed; or not, because it cannot be recorded or its replay errs. */
export type GraphCapture = 'captured' | 'refused' | 'differs';

export interface OpenedPack {
  readonly manifest: PackManifest;
  readonly device: DeviceInfo;
  readonly defaults: EditSettings;
  /** The guidance scales that bear on the model; to distilled models without such an input none makes a difference. */
  readonly guidanceScales: readonly ('sourceGuidance' | 'targetGuidance')[];
  /** Seconds to load and to create the sessions. */
  readonly seconds: number;
  /** On a graphics card, the graphs that are ready and how they run, by file; empty on a CPU. */
  readonly captures: Readonly<Record<string, GraphCapture>>;
}

export type EngineListener = (event: EngineEvent) => void;

export interface Engine {
  /** Loads the pack at `place`, described by its `pack.json` or, where it has none, by its configuration and graphs. */
  open(place: PackPlace, device: DeviceKind | 'auto', onEvent: EngineListener): Promise<Result<OpenedPack>>;
  /** Looks at a photo, between two runs. The first edit of it starts from what this has found. */
  examine(image: PixelImage): Promise<Result<PhotoExamination>>;
  /**
   * Makes the methods of inversion by the gradient ready before one is asked for, when there is nothing else to do; nothing where there is no room. What
   * goes wrong here goes wrong again in the run that needs it, and is reported there.
   */
  prepareGradient(): Promise<void>;
  /** Finds the thing in a whole photo that the words are about; null where they are about all of it. A later `edit` supersedes it. */
  locate(request: EditRequest, onEvent: EngineListener): Promise<Result<ThingMap | null>>;
  /**
   * How alike the places of a whole photo are to one of them, given in parts of its width and height, to the model that reads its words; null
   * where the model does not tell. Supersedes and is superseded as `locate`.
   */
  liken(request: EditRequest, place: PhotoPlace, onEvent: EngineListener): Promise<Result<ThingCells | null>>;
  /** Runs one edit; a later `edit` supersedes an earlier one, which then ends as `run/cancelled`. */
  edit(request: EditRequest, onEvent: EngineListener): Promise<Result<EditResult>>;
  /** Paints pictures between two photos, each told as `mixed`; `edit` and `mix` supersede each other. */
  mix(request: MixRequest, onEvent: EngineListener): Promise<Result<readonly PixelImage[]>>;
  /** Runs a photo through many methods, each told as `tried`; supersedes and is superseded as `mix`. */
  compare(request: LabRequest, onEvent: EngineListener): Promise<Result<readonly LabTrial[]>>;
  /** Stops a run between two steps. */
  cancel(runId: string): Promise<void>;
}

export type { EditRequest, EditSettings, LabRequest, LabTrial, MixRequest, PixelImage, Result, UserMask };
