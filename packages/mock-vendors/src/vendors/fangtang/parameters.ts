import { fangtang } from '@api-repack/core/fangtang';
import { Fail } from '../../engine/mock-vendor.ts';
import type { FangtangCall } from './call.ts';
import type { FangtangWork } from './state.ts';

// In the order in which they run.
const v2Steps = ['scratch', 'defogging', 'repair', 'colour', 'sr', 'bg'];
const types = ['people', 'cortoon', 'landscape', 'portrait', 'text'];
const rates = ['0', '2', '4', '8'];
const platforms = ['pc', 'h5', 'mp', 'ios', 'baidu', 'zijie', 'douyin', 'alipay'];
const listedColors = ['235,51,35', '85,142,213', '255,255,255'];
const repairTypes = ['sr', 'sr,repair', 'sr,repair,colour', 'bg'];

const badInput = () => new Fail(fangtang.errors.badInput);

export function requirePlatform({ text }: FangtangCall): void {
  if (!platforms.includes(text('platform') ?? '')) throw badInput();
}

export function workOfV2(call: FangtangCall): FangtangWork {
  const { text, settings } = call;
  const asked = (text('seq') ?? '').split(',');
  const known = settings.extensions ? [...v2Steps, 'colourbeta'] : v2Steps;
  if (!asked.every((step) => known.includes(step))) throw badInput();
  const type = text('type') ?? 'people';
  if (!types.includes(type) && (settings.strictTypes || type !== 'cartoon')) throw badInput();
  const rate = text('rate') ?? '0';
  if (!rates.includes(rate)) throw badInput();
  const dpi = text('dpi');
  if (dpi !== undefined && !/^[1-9]\d{0,3}$/.test(dpi)) throw badInput();
  return {
    steps: known.filter((step) => asked.includes(step)),
    type,
    rate: Number(rate),
    rgb: asked.includes('bg') ? colourOfV2(call) : undefined,
    dpi: dpi === undefined ? undefined : Number(dpi),
  };
}

export function workOfV1({ text, settings }: FangtangCall): FangtangWork {
  const asked = text('repair_type') ?? '';
  const repairType = settings.foldSeparators ? asked.replace(/[;；，]/g, ',') : asked;
  if (!repairTypes.includes(repairType)) throw badInput();
  const rgb = text('rgb');
  if (repairType === 'bg' && !isColor(rgb)) throw badInput();
  const asksFor = repairType.split(',');
  return {
    steps: v2Steps.filter((step) => asksFor.includes(step)),
    type: 'people',
    rate: 0,
    rgb: repairType === 'bg' ? rgb : undefined,
    dpi: undefined,
  };
}

function colourOfV2({ text, settings }: FangtangCall): string {
  const rgb = text('rgb');
  const named = settings.extensions ? ['-1', '1', '2'] : ['-1', '1'];
  const allowed = settings.strictColors ? listedColors.includes(rgb ?? '') : isColor(rgb);
  if (rgb === undefined || !(named.includes(rgb) || allowed)) throw badInput();
  return rgb;
}

const isColor = (rgb = '') =>
  /^\d{1,3},\d{1,3},\d{1,3}$/.test(rgb) && rgb.split(',').every((part) => Number(part) <= 255);
