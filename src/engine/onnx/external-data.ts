import type { TensorProto } from './messages.ts';

/** `TensorProto.data_location` of a tensor whose data lies in another file. */
export const EXTERNAL = 1;

/** The fields of a tensor that say where in which file its data lies; `location` is relative to the model's folder. */
export function externalData(
  location: string,
  offset: number,
  length: number,
): Pick<TensorProto, 'externalData' | 'dataLocation'> {
  return {
    externalData: [
      { key: 'location', value: location },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(length) },
    ],
    dataLocation: EXTERNAL,
  };
}
