import type { Input } from '../../vendor.ts';
import type { uploads } from './endpoints.ts';

export type Settings = Pick<
  Input<typeof uploads>,
  'seq' | 'type' | 'rate' | 'rgb' | 'dpi' | 'platform' | 'clientip'
>;

/** What the vendor's own web page sends for each of its buttons. */
export const presets = {
  people: { type: 'people', seq: ['repair'] },
  peopleDefog: { type: 'people', seq: ['defogging', 'repair'] },
  cartoon: { type: 'cortoon', seq: ['sr'], rate: 4 },
  landscape: { type: 'landscape', seq: ['sr'], rate: 2 },
  colourPeople: { type: 'people', seq: ['repair', 'colour'] },
  colourCartoon: { type: 'cortoon', seq: ['sr', 'colour'], rate: 4 },
  colourLandscape: { type: 'landscape', seq: ['sr', 'colour'], rate: 2 },
  idPhotoBlue: { type: 'people', seq: ['repair', 'bg'], rgb: '85,142,213' },
  idPhotoWhite: { type: 'people', seq: ['repair', 'bg'], rgb: '255,255,255' },
  idPhotoRed: { type: 'people', seq: ['repair', 'bg'], rgb: '235,51,35' },
  cutout: { type: 'people', seq: ['bg'], rgb: '-1' },
  memorialWhite: { type: 'portrait', seq: ['repair', 'bg'], rgb: '255,255,255' },
  memorialGrey: { type: 'portrait', seq: ['repair', 'bg'], rgb: '1' },
} as const satisfies Record<string, Settings>;
