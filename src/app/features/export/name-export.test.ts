import { describe, expect, it } from 'vitest';
import { nameExport } from './name-export.ts';

describe('nameExport', () => {
  it.each([
    ['beach.jpg', 'red → blue', 'beach-red-blue.png'],
    ['My Photo (1).HEIC.png', 'ball → cube, − at day', 'my-photo-1-heic-ball-cube-at-day.png'],
    ['été.webp', '', 'été.png'],
    ['', '', 'renoir.png'],
  ])('%j made %j is %j', (photo, change, name) => {
    expect(nameExport(photo, change, 'png')).toBe(name);
  });

  it('ends as the format does', () => {
    expect(nameExport('beach.png', 'red → blue', 'jpeg')).toBe('beach-red-blue.jpg');
    expect(nameExport('beach.png', 'red → blue', 'webp')).toBe('beach-red-blue.webp');
  });
});
