import { glyphAdvance, glyphs } from '../../../world/imaging/lettering.ts';
import { type Raster, rasterOf } from '../../../world/imaging/raster.ts';
import { sharp } from '../../../world/imaging/sharp.ts';

interface Lettering {
  /** Height of a line in pixels. */
  readonly size: number;
  readonly color: string;
  /** Opacity of the shadow, 0 to 1. */
  readonly shadow: number;
}

/** Height of a line in units of the glyphs. */
const lineUnits = 8;

/** A line of text on nothing. Letters are drawn as strokes, and a box stands for any other character. */
export async function letters(text: string, { size, color, shadow }: Lettering): Promise<Raster> {
  const characters = [...text];
  const width = Math.max(1, Math.ceil((characters.length * glyphAdvance * size) / lineUnits));
  const strokes = characters
    .map((character, i) => `<path transform="translate(${i * glyphAdvance} 0)" d="${strokesOf(character)}"/>`)
    .join('');
  const line = (offset: number, stroke: string, opacity: number) =>
    `<g transform="scale(${size / lineUnits}) translate(${0.8 + offset} ${1 + offset})" fill="none" stroke-width=".9" stroke="${stroke}" stroke-opacity="${opacity}">${strokes}</g>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${size}">${line(0.4, '#000000', shadow)}${line(0, color, 1)}</svg>`;
  return rasterOf(sharp(Buffer.from(svg)).ensureAlpha());
}

const box = 'M0 0H4V6H0Z';

const strokesOf = (character: string): string =>
  character === ' ' ? '' : (glyphs[character.toUpperCase()] ?? box);
