import { oneOf, type ParameterRule } from './parameters.ts';
import type { Renderer, RenderJob } from './rendering.ts';
import type { PicwishSettings } from './settings.ts';
import type { ImageSize, SourceLimits } from './sources.ts';

export interface MockTool extends SourceLimits {
  /** Everything beside the source, `sync` and `callback_url`; what is not listed is ignored. */
  readonly parameters: Readonly<Record<string, ParameterRule>>;
  /** Credits of a good call, by the price list. */
  readonly credits: (text: RenderJob['text'], size: ImageSize) => number;
  readonly render: Renderer;
  /** Fields of the answer as long as there is no result; `image` if left out. */
  readonly blank?: Readonly<Record<string, unknown>>;
  /** What may be given instead of the source; one of them is needed, and no more. */
  readonly needs?: readonly (readonly string[])[];
  readonly atMostOneOf?: readonly string[];
  /** Takes a mask, whether it needs one or not. */
  readonly takesMask?: true;
  /** Takes the file if a URL is given as well, instead of refusing both. */
  readonly fileWins?: true;
  readonly asyncOnly?: true;
  /** What the settings forbid, as the reason. */
  readonly refusal?: (text: RenderJob['text'], settings: PicwishSettings) => string | undefined;
  /** Answers with an `image_id`, which a later call may name as `last_id` instead of the picture. */
  readonly reuses?: true;
}

export const oneCredit = () => 1;
export const mebibyte = 2 ** 20;

/** Values of `return_type`: URL, base64, and the file itself as the answer. */
export const anyReturn = oneOf('1', '2', '3');
export const urlOrBase64 = oneOf('1', '2');
