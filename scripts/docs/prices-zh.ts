import type { Cost, PriceChange } from '@api-repack/core';

/** What each operation that costs something does. */
const summaries: Readonly<Record<string, string>> = {
  'picwish segmentation': '去除背景（抠图）',
  'picwish self-face-cutout': '人脸抠图',
  'picwish colorization': '黑白照片上色',
  'picwish scale': '放大并变清晰',
  'picwish scale-pro': '用更大的模型放大',
  'picwish correction': '找到文档边缘并校正',
  'picwish inpaint': '擦除涂抹的物体',
  'picwish watermark': '擦除涂抹的水印',
  'picwish external-watermark-remove': '自动去水印',
  'picwish advanced-watermark-remove': '用更大的模型自动去水印',
  'picwish idphoto': '制作证件照',
  'picwish external-idphoto': '制作证件照：换装、美颜或多张排版',
  'picwish imgcompress': '压缩图片',
  'picwish clothing-segmentation': '服饰分割，返回蒙版（手册中的路径）',
  'picwish r-clothing-segmentation': '服饰分割，返回蒙版（实际使用中见到的路径）',
  'picwish retouching-collection': '涂抹修复商品图',
  'picwish background': '给抠好的物体生成新背景',
  'picwish r-background': '给抠好的物体生成新背景（实际使用中见到的路径）',
  'picwish advanced-image-expand': '扩图',
  'picwish ocr': '识别图片或文档中的文字',
  'picwish-web face-cutout': '人脸抠图（网页账号）',
  'picwish-web scale': '放大：type 1 通用，2 人脸（网页账号）',
  'picwish-web segmentation': '去除背景（网页账号）',
  'picwish-web ocr': '识别图片中的文字（网页账号）',
  'picwish-web colorization': '黑白照片上色（网页账号）',
  'picwish-web text-to-image': '文生图（网页账号）',
  'picwish-web image-expand': '扩图（网页账号）',
  'picwish-web image-translate': '翻译图片中的文字（网页账号）',
  'picwish-web auto-watermark-image': '自动去水印（网页账号）',
  'fangtang restore': '修复、上色、放大或抠图，并等待结果（API v2）',
  'fangtang restore-v1': '修复、放大或换背景，并等待结果（API v1）',
  'lufff remove-background': '去除背景，只接受图片的公网 URL',
  'lufff make-id-photo': '制作证件照及排版，只接受图片的公网 URL（扩展接口）',
};

/** @throws Error for an operation that is new here */
export function chineseSummary(operation: string): string {
  const summary = summaries[operation];
  if (summary === undefined) throw new Error(`${operation} has no Chinese summary: add one to prices-zh.ts`);
  return summary;
}

const units = { call: '每次调用', file: '每个文件', result: '每个结果' } as const;

/** Core's `describeCost` in Chinese. */
export function chineseCost(cost: Cost): string {
  if (cost === 'free') return '免费';
  if (cost === 'plan') return '按账号的套餐';
  const { credits, per, changes = [], freeWhen, large, isAssumed } = cost;
  const parts = [
    `${units[per]} ${credits} 点${isAssumed ? '（未公布，为假设）' : ''}`,
    ...changes.map(chineseChange),
    ...(large ? [`${chineseLarge(large.description)} +${large.credits}`] : []),
    ...(freeWhen ? [`${freeWhen.field} 为 ${freeWhen.value} 时免费`] : []),
  ];
  return parts.join('；');
}

function chineseChange({ fields, values, credits }: PriceChange): string {
  const amount = credits < 0 ? `${credits}` : `+${credits}`;
  const named = `${fields.join('、')}${fields.length > 1 ? ' 中任意一项' : ''}`;
  const condition = values ? `${named} 为 ${values.join(' 或 ')} 时` : `使用 ${named} 时`;
  return `${condition} ${amount}`;
}

/** @throws Error if core describes the size of large pictures in another way */
function chineseLarge(description: string): string {
  const [, pixels] = /^above (\d+) pixels$/.exec(description) ?? [];
  if (pixels === undefined)
    throw new Error(`'${description}' has no Chinese words: add some to prices-zh.ts`);
  return `超过 ${pixels} 像素时`;
}
