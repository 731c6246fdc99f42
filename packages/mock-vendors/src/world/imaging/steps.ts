import type { Margins } from './expand.ts';
import type { Box } from './raster.ts';

export type Rgb = readonly [red: number, green: number, blue: number];
export type ImageBackground = 'transparent' | Rgb | { readonly top: Rgb; readonly bottom: Rgb };

/** What can be done to a picture. Real operations on real pixels, but no artificial intelligence. */
export type ImageStep =
  | { readonly step: 'sharpen' | 'smooth' | 'defog' | 'colorize' }
  | { readonly step: 'scale'; readonly factor: number }
  /** A simple border-color key takes the background away. */
  | { readonly step: 'background'; readonly background: ImageBackground }
  /** The same key as a grey picture: white is the subject. */
  | { readonly step: 'mask' }
  /** An ellipse around the upper part of the subject; transparent outside. */
  | { readonly step: 'ellipse' }
  /** Cuts off what is wholly transparent. */
  | { readonly step: 'crop' }
  /** Levels a page, evens out its light and cuts off its plain border. */
  | { readonly step: 'correct' }
  /** Fills boxes from their surroundings, or what is white in a mask. */
  | { readonly step: 'inpaint'; readonly boxes: readonly Box[] }
  | { readonly step: 'inpaint'; readonly mask: Uint8Array }
  /** Continues the picture beyond its edges: shares of its height and width to add. */
  | ({ readonly step: 'expand' } & Margins)
  /** To an exact size, cut to its shape around the middle. */
  | { readonly step: 'resize'; readonly width: number; readonly height: number }
  | { readonly step: 'watermark'; readonly text: string }
  | { readonly step: 'thumbnail' /** Longest side in pixels. */; readonly size: number };

export type ImageFormat = 'png' | 'jpeg' | 'webp';

export interface ImageEncoding {
  readonly format: ImageFormat;
  readonly dpi?: number | undefined;
  /** 1 to 100, for `jpeg` and `webp`. */
  readonly quality?: number | undefined;
  /** Lowers the quality until the file is this small, where the format can. */
  readonly maxBytes?: number | undefined;
}

export interface RenderedImage {
  readonly bytes: Buffer;
  readonly type: `image/${ImageFormat}`;
  readonly width: number;
  readonly height: number;
  /** What is not transparent; undefined for an opaque picture. */
  readonly visible: Box | undefined;
}
