/** Whether a parameter's text is one that the manual allows. */
export type ParameterRule = (text: string) => boolean;

export const oneOf =
  (...values: readonly string[]): ParameterRule =>
  (text) =>
    values.includes(text);

export const integer =
  (min: number, max: number): ParameterRule =>
  (text) =>
    /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max;

export const number =
  (min: number, max: number): ParameterRule =>
  (text) =>
    /^\d*\.?\d+$/.test(text) && Number(text) >= min && Number(text) <= max;

export const flag = oneOf('0', '1');
export const hex: ParameterRule = (text) => /^#?[0-9a-f]{6}$/i.test(text);
export const size: ParameterRule = (text) =>
  /^\d{3,4}x\d{3,4}$/.test(text) &&
  text.split('x').every((side) => Number(side) >= 100 && Number(side) <= 2000);
export const shortText =
  (maxLength: number): ParameterRule =>
  (text) =>
    text.length <= maxLength;

/** At most ten, separated by commas. */
export const languages: ParameterRule = (text) => text.split(',').length <= 10;

export const rectangles: ParameterRule = (text) => {
  const boxes = boxesOf(text);
  return boxes !== undefined && boxes.length >= 1 && boxes.length <= 50;
};

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function boxesOf(text: string): Rectangle[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isBox) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isBox(value: unknown): value is Rectangle {
  const { x, y, width, height } = Object(value) as Record<string, unknown>;
  return [x, y].every((at) => Number(at) >= 0) && [width, height].every((side) => Number(side) >= 1);
}
