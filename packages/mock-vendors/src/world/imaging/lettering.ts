/** Strokes on a grid of 4 by 6. Real text would need a font, which a small container does not have. */
export const glyphs: Readonly<Record<string, string>> = {
  A: 'M0 6L2 0L4 6M.8 4H3.2',
  B: 'M0 0V6H3L4 5V4L3 3H0M3 3L4 2V1L3 0H0',
  C: 'M4 1L3 0H1L0 1V5L1 6H3L4 5',
  D: 'M0 0V6H3L4 5V1L3 0Z',
  E: 'M4 0H0V6H4M0 3H3',
  F: 'M4 0H0V6M0 3H3',
  G: 'M4 1L3 0H1L0 1V5L1 6H3L4 5V3H2.5',
  H: 'M0 0V6M4 0V6M0 3H4',
  I: 'M1 0H3M2 0V6M1 6H3',
  J: 'M4 0V5L3 6H1L0 5',
  K: 'M0 0V6M4 0L0 3L4 6',
  L: 'M0 0V6H4',
  M: 'M0 6V0L2 3L4 0V6',
  N: 'M0 6V0L4 6V0',
  O: 'M1 0H3L4 1V5L3 6H1L0 5V1Z',
  P: 'M0 6V0H3L4 1V2L3 3H0',
  Q: 'M1 0H3L4 1V5L3 6H1L0 5V1ZM2.5 4.5L4 6',
  R: 'M0 6V0H3L4 1V2L3 3H0M2 3L4 6',
  S: 'M4 1L3 0H1L0 1V2L1 3H3L4 4V5L3 6H1L0 5',
  T: 'M0 0H4M2 0V6',
  U: 'M0 0V5L1 6H3L4 5V0',
  V: 'M0 0L2 6L4 0',
  W: 'M0 0L1 6L2 3L3 6L4 0',
  X: 'M0 0L4 6M4 0L0 6',
  Y: 'M0 0L2 3L4 0M2 3V6',
  Z: 'M0 0H4L0 6H4',
  0: 'M1 0H3L4 1V5L3 6H1L0 5V1ZM1 5L3 1',
  1: 'M1 1L2 0V6M1 6H3',
  2: 'M0 1L1 0H3L4 1V2L0 6H4',
  3: 'M0 1L1 0H3L4 1V2L3 3L4 4V5L3 6H1L0 5M1.5 3H3',
  4: 'M3 6V0L0 4H4',
  5: 'M4 0H0V3H3L4 4V5L3 6H0',
  6: 'M4 1L3 0H1L0 1V5L1 6H3L4 5V4L3 3H0',
  7: 'M0 0H4L1.5 6',
  8: 'M1 3L0 2V1L1 0H3L4 1V2L3 3H1L0 4V5L1 6H3L4 5V4L3 3',
  9: 'M0 5L1 6H3L4 5V1L3 0H1L0 1V2L1 3H4',
  '-': 'M.5 3H3.5',
  '.': 'M2 6V5.8',
};

export const glyphAdvance = 5.6;

/** An SVG that repeats a text diagonally over a picture. Characters without strokes leave a gap. */
export function watermarkSvg(text: string, { width, height }: { width: number; height: number }): Buffer {
  const characters = [...text.toUpperCase()];
  const strokes = characters.map(
    (character, i) => `<path transform="translate(${i * glyphAdvance} 0)" d="${glyphs[character] ?? ''}"/>`,
  );
  const stepX = characters.length * glyphAdvance + 8;
  const stepY = 20;
  const scale = Math.sqrt(width * height) / 110;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><pattern id="text" width="${stepX}" height="${stepY}" patternUnits="userSpaceOnUse"
      patternTransform="rotate(-28) scale(${scale})" fill="none" stroke-linecap="round" stroke-linejoin="round">
      <g transform="translate(4 7)" stroke="#000" stroke-opacity=".28" stroke-width="1.5">${strokes.join('')}</g>
      <g transform="translate(4 7)" stroke="#fff" stroke-opacity=".62" stroke-width=".8">${strokes.join('')}</g>
    </pattern></defs>
    <rect width="100%" height="100%" fill="url(#text)"/></svg>`);
}
