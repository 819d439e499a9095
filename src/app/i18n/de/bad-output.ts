import type { EngineError } from '../../../protocol/errors.ts';

const PARTS: Readonly<Record<string, string>> = {
  unet: 'Das Modell',
  vae_encoder: 'Der Teil des Modells, der Fotos liest,',
  vae_decoder: 'Der Teil des Modells, der malt,',
  preview_decoder: 'Der Teil des Modells, der die Vorschau malt,',
  text_encoder: 'Der Teil des Modells, der Wörter liest,',
};

const FAULTS: Readonly<Record<string, string>> = {
  'not-a-number': 'hat Zahlen berechnet, die keine sind',
  constant: 'hat überall dieselbe Zahl berechnet',
  black: 'hat nur Schwarz gemalt',
};

const REMEDIES: Readonly<Record<string, string>> = {
  float32: 'Das liegt wohl an der halben Genauigkeit: Wähle dieses Modell in float32.',
  taesd: 'Das liegt wohl an der halben Genauigkeit: Wähle ein Paket mit einem Autoencoder in float32 oder mit TAESD.',
  cpu: 'Das liegt wohl an der Grafikkarte: Öffne die Seite mit ?device=wasm, um auf der CPU zu rechnen.',
  'another-pack': 'Wähle ein anderes Modell.',
};

/** Was in einem Modell schiefging, das lief, aber nichts Brauchbares gab, und was zu versuchen ist. */
export const badOutput = {
  'device/bad-output': ({ part, found, remedy }: EngineError['parameters']) =>
    `${PARTS[part ?? ''] ?? 'Das Modell'} ${FAULTS[found ?? ''] ?? 'hat nichts Brauchbares gegeben'}. ${REMEDIES[remedy ?? ''] ?? 'Wähle ein anderes Modell.'}`,
};
