import * as v from 'valibot';
import { described } from '../../described.ts';
import { eitherImage, idPhoto, image, sync, urlOrBase64 } from './fields.ts';
import * as p from './parameters.ts';

const beauty = {
  auto_bright: v.optional(described('1: brighten the face', p.flag)),
  auto_smooth: v.optional(described('1: smooth the skin', p.flag)),
  auto_thin_face: v.optional(described('1: slim the face', p.flag)),
  auto_sharp: v.optional(described('1: sharpen', p.flag)),
};

export const externalIdphoto = {
  summary: 'make an ID photo with other clothes, beautified or several on a sheet',
  path: 'visual/external/idphoto',
  fields: {
    ...image,
    last_id: v.optional(described('image_id of an earlier result, instead of the image', p.text(100))),
    ...sync,
    ...urlOrBase64,
    ...idPhoto,
    spec_id: v.optional(described("Number of a kind of ID photo in PicWish's list", p.integer(1))),
    dpi: v.optional(described('Resolution for printing', p.integer(10, 1000))),
    px_width: v.optional(described('Width in pixels, instead of size', p.integer(1, 1800))),
    px_height: v.optional(described('Height in pixels, instead of size', p.integer(1, 1800))),
    mm_width: v.optional(described('Width in millimeters, in print', p.integer(1))),
    mm_height: v.optional(described('Height in millimeters, in print', p.integer(1))),
    clothes_id: v.optional(described('ID of other clothes', v.union([p.text(100), p.integer(1)]))),
    ...beauty,
    layout: v.optional(described('1: also make a sheet of several photos for printing', p.flag)),
    preview: v.optional(described('1: make a free preview only', p.flag)),
  },
  exactlyOneOf: [[...eitherImage, 'last_id']],
  results: ['image', 'layout_image'],
  longestWaitMs: 300_000,
  cost: {
    credits: 6,
    per: 'call',
    changes: [
      { fields: ['clothes_id'], credits: 9 },
      { fields: Object.keys(beauty), credits: 8 },
      { fields: ['layout'], credits: 5 },
    ],
    freeWhen: { field: 'preview', value: 1 },
  },
} as const;
