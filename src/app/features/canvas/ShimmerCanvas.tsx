import { useEffect, useRef, type ReactNode } from 'react';
import type { ThingMap } from '../../../protocol/engine.ts';
import { paintImage } from '../../picture/paint-image.ts';
import { placeCrop, type Placed } from './place-crop.ts';
import styles from './Stage.module.css';

/** Of white where the words act most. */
const OPACITY = 0.6;

export interface ShimmerCanvasProps {
  /** The part of the photo that will be painted. */
  readonly part: Placed;
  readonly map: ThingMap;
}

/** A light that goes over the part of the photo that will change, while nothing of the edit can be seen yet. */
export function ShimmerCanvas({ part, map }: ShimmerCanvasProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { width, height, strength } = map;
    const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) =>
      i % 4 === 3 ? OPACITY * (strength[i >> 2] ?? 0) : 255,
    );
    if (canvas.current !== null) paintImage(canvas.current, { width, height, data });
  }, [map]);
  return (
    <canvas
      ref={canvas}
      aria-hidden="true"
      data-shimmer="true"
      className={`${styles['part']} ${styles['heat']} ${styles['shimmer']}`}
      style={placeCrop(part)}
    />
  );
}
