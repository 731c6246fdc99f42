import type { Box, Raster } from './raster.ts';

/** The ellipse around the topmost part of a subject, as wide as that part is: the head, if the subject is a person. */
export function headEllipse(alpha: Uint8Array, { width, height }: Raster): Box {
  const rows = Array.from({ length: height }, (_, y) => rowOf(alpha.subarray(y * width, (y + 1) * width)));
  const top = rows.findIndex((row) => row.width > width * 0.02);
  if (top === -1) return { x: width / 4, y: height / 4, width: width / 2, height: height / 2 };
  const upper = rows.slice(top, top + Math.ceil((height - top) * 0.2));
  const widest = upper.reduce((best, row) => (row.width > best.width ? row : best));
  const size = { width: widest.width * 1.1, height: widest.width * 1.35 };
  return { x: widest.centre - size.width / 2, y: top - size.height * 0.02, ...size };
}

function rowOf(row: Uint8Array): { width: number; centre: number } {
  let [count, sum] = [0, 0];
  for (let x = 0; x < row.length; x++) {
    if ((row[x] as number) < 128) continue;
    count++;
    sum += x;
  }
  return { width: count, centre: count === 0 ? row.length / 2 : sum / count };
}

/** Makes everything outside an ellipse transparent, with a soft edge. */
export function withinEllipse(alpha: Uint8Array, box: Box, { width }: Raster): Uint8Array {
  const softness = 24 / box.height;
  return alpha.map((value, i) => {
    const across = ((i % width) - box.x - box.width / 2) / (box.width / 2);
    const down = (Math.floor(i / width) - box.y - box.height / 2) / (box.height / 2);
    const inside = (1 - Math.hypot(across, down)) / softness + 0.5;
    return value * Math.min(1, Math.max(0, inside));
  });
}
