import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { processImage } from '../../src/vendors/aliyun-oss/image/process.ts';

/** 400 × 200: the left half red, the right half blue. */
const source = await sharp({ create: { width: 400, height: 200, channels: 3, background: '#ff0000' } })
  .composite([
    { input: { create: { width: 200, height: 200, channels: 3, background: '#0000ff' } }, left: 200, top: 0 },
  ])
  .removeAlpha()
  .png()
  .toBuffer();

const logo = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#00ff00' } })
  .png()
  .toBuffer();

const context = { maxActions: 32, read: (key: string) => (key === 'logo.png' ? logo : undefined) };
const run = (actions: string, bytes: Uint8Array = source) => processImage(bytes, actions, context);
const base64 = (text: string) => Buffer.from(text).toString('base64url');

async function sizeOf(actions: string): Promise<[number, number]> {
  const { bytes } = await run(actions);
  const { width, height } = await sharp(bytes).metadata();
  return [width, height];
}

async function pixel(actions: string, x: number, y: number): Promise<number[]> {
  const { bytes } = await run(actions);
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (y * info.width + x) * info.channels;
  return [...data.subarray(at, at + info.channels)];
}

const failsWith = (actions: string, code: string, bytes?: Uint8Array) =>
  expect(run(actions, bytes), actions).rejects.toMatchObject({ documented: { code } });

describe('resize', () => {
  it.each([
    ['w_100', 100, 50],
    ['h_100', 200, 100],
    ['w_100,h_100', 100, 50],
    ['m_mfit,w_100,h_100', 200, 100],
    ['m_fill,w_100,h_100', 100, 100],
    ['m_pad,w_100,h_100', 100, 100],
    ['m_fixed,w_100,h_100', 100, 100],
    ['p_50', 200, 100],
    ['l_100', 100, 50],
    ['s_100', 200, 100],
    ['m_fixed,l_100,s_20', 100, 20],
    ['w_800', 400, 200],
    ['w_800,limit_0', 800, 400],
  ])('makes %s of 400 × 200 to %i × %i', async (parameters, width, height) => {
    expect(await sizeOf(`resize,${parameters}`)).toEqual([width, height]);
  });

  it('cuts from the middle when it fills, and pads with a color', async () => {
    expect(await pixel('resize,m_fill,w_100,h_100', 10, 50)).toEqual([255, 0, 0]);
    expect(await pixel('resize,m_fill,w_100,h_100', 90, 50)).toEqual([0, 0, 255]);
    expect(await pixel('resize,m_pad,w_100,h_100,color_00FF00', 50, 2)).toEqual([0, 255, 0]);
  });

  it('refuses values out of range, missing ones, and results that are too large', async () => {
    await failsWith('resize,w_0', 'InvalidArgument');
    await failsWith('resize,w_16385', 'InvalidArgument');
    await failsWith('resize,w_1.5', 'InvalidArgument');
    await failsWith('resize,m_wide,w_10', 'InvalidArgument');
    await failsWith('resize,m_pad,w_100,h_100,color_red', 'InvalidArgument');
    await failsWith('resize', 'MissingArgument');
    await failsWith('resize,m_fixed,w_16000,h_16000,limit_0', 'BadRequest');
  });
});

describe('crop', () => {
  it('cuts where it is told to, up to the edge', async () => {
    expect(await sizeOf('crop,w_100,h_50')).toEqual([100, 50]);
    expect(await sizeOf('crop,x_350,y_150')).toEqual([50, 50]);
    expect(await pixel('crop,w_10,h_10,g_se', 5, 5)).toEqual([0, 0, 255]);
    expect(await pixel('crop,w_10,h_10,g_west', 5, 5)).toEqual([255, 0, 0]);
    await failsWith('crop,x_400', 'BadRequest');
    await failsWith('crop,g_middle', 'InvalidArgument');
  });

  it('takes one slice, or the whole if there is no such slice', async () => {
    expect(await sizeOf('indexcrop,x_150,i_2')).toEqual([100, 200]);
    expect(await sizeOf('indexcrop,y_150,i_0')).toEqual([400, 150]);
    expect(await sizeOf('indexcrop,x_150,i_3')).toEqual([400, 200]);
    await failsWith('indexcrop,i_1', 'InvalidArgument');
  });
});

describe('shape', () => {
  it('rotates clockwise', async () => {
    expect(await sizeOf('rotate,90')).toEqual([200, 400]);
    expect(await pixel('rotate,90', 100, 10)).toEqual([255, 0, 0]);
    expect(await pixel('rotate,180', 10, 10)).toEqual([0, 0, 255]);
    await failsWith('rotate,361', 'InvalidArgument');
    await failsWith('rotate', 'MissingArgument');
  });

  it('follows the EXIF orientation when asked to', async () => {
    const turned = await sharp(source).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const sizeAfter = async (actions: string) => {
      const { width, height, orientation } = await sharp((await run(actions, turned)).bytes).metadata();
      return [width, height, orientation];
    };
    expect(await sizeAfter('auto-orient,1')).toEqual([200, 400, undefined]);
    expect(await sizeAfter('auto-orient,0')).toEqual([400, 200, 6]);
  });

  it('cuts circles and corners, transparent in PNG and white in JPEG', async () => {
    expect(await sizeOf('circle,r_50')).toEqual([100, 100]);
    expect(await sizeOf('circle,r_4096')).toEqual([200, 200]);
    expect((await pixel('circle,r_50', 1, 1))[3]).toBe(0);
    expect((await pixel('rounded-corners,r_30', 1, 1))[3]).toBe(0);
    expect((await pixel('rounded-corners,r_30', 100, 100))[3]).toBe(255);
    expect(Math.min(...(await pixel('circle,r_50/format,jpg', 1, 1)))).toBeGreaterThan(245);
  });
});

describe('tone', () => {
  it('changes brightness and contrast, and leaves the size alone', async () => {
    expect(await pixel('bright,50', 10, 10)).toEqual([255, 127, 127]);
    expect(await pixel('contrast,-100', 10, 10)).toEqual([128, 128, 128]);
    expect(await sizeOf('blur,r_3,s_2')).toEqual([400, 200]);
    expect(await sizeOf('sharpen,100')).toEqual([400, 200]);
    await failsWith('blur,r_3', 'MissingArgument');
    await failsWith('sharpen,400', 'InvalidArgument');
  });
});

describe('watermark', () => {
  it('puts another object of the bucket on a picture, faded and in a size of its own', async () => {
    const mark = `watermark,image_${base64('logo.png')},g_nw,x_10,y_10`;
    expect(await pixel(mark, 20, 20)).toEqual([0, 255, 0]);
    expect(await pixel(mark, 60, 20)).toEqual([255, 0, 0]);
    const [red = 0, green = 0] = await pixel(`${mark},t_50`, 20, 20);
    expect([Math.abs(red - 128) < 3, Math.abs(green - 128) < 3]).toEqual([true, true]);
    const halfWide = base64('logo.png?x-oss-process=image/resize,P_50');
    expect(await pixel(`watermark,image_${halfWide},g_nw,x_0,y_0`, 190, 90)).toEqual([0, 255, 0]);
    expect(await pixel(`${mark},P_50`, 190, 90)).toEqual([0, 255, 0]);
    await failsWith(`watermark,image_${base64('missing.png')}`, 'BadRequest');
  });

  it('draws text where it is told to, once or everywhere', async () => {
    const text = `watermark,text_${base64('Hi')},color_FFFFFF,size_40`;
    const whiteIn = async (actions: string, left: number) => {
      const { bytes } = await run(actions);
      const part = await sharp(bytes).extract({ left, top: 0, width: 200, height: 200 }).png().toBuffer();
      return (await sharp(part).stats()).channels[1]?.max ?? 0;
    };
    expect([await whiteIn(text, 0), await whiteIn(text, 200)]).toEqual([0, 255]);
    expect([await whiteIn(`${text},g_west`, 0), await whiteIn(`${text},g_west`, 200)]).toEqual([255, 0]);
    expect([await whiteIn(`${text},fill_1`, 0), await whiteIn(`${text},fill_1`, 200)]).toEqual([255, 255]);
    await failsWith('watermark', 'MissingArgument');
    await failsWith('watermark,text_***', 'BadRequest');
  });
});

describe('output', () => {
  it.each([
    ['jpg', 'image/jpeg', 'jpeg'],
    ['webp', 'image/webp', 'webp'],
    ['gif', 'image/gif', 'gif'],
    ['tiff', 'image/tiff', 'tiff'],
    ['avif', 'image/avif', 'heif'],
  ])('writes %s', async (format, type, name) => {
    const made = await run(`resize,w_40/format,${format}`);
    expect(made.type).toBe(type);
    expect((await sharp(made.bytes).metadata()).format).toBe(name);
  });

  it('writes bitmaps that it can read again', async () => {
    const { bytes, type } = await run('format,bmp');
    expect(type).toBe('image/bmp');
    const again = await run('crop,w_10,h_10,g_se/format,png', bytes);
    expect((await sharp(again.bytes).stats()).channels[2]?.mean).toBe(255);
  });

  it('makes smaller files of a lower quality', async () => {
    const noise = await sharp({
      create: {
        width: 300,
        height: 300,
        channels: 3,
        background: '#000000',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg()
      .toBuffer();
    const low = await run('quality,q_20', noise);
    const high = await run('quality,Q_95', noise);
    expect(low.bytes.length * 2).toBeLessThan(high.bytes.length);
    await failsWith('quality,q_0', 'InvalidArgument');
    await failsWith('format,exe', 'BadRequest');
    const progressive = await sharp((await run('format,jpg/interlace,1')).bytes).metadata();
    expect(progressive.isProgressive).toBe(true);
  });

  it('says what a picture is, and its average color, behind other actions too', async () => {
    const info = JSON.parse((await run('info')).bytes.toString());
    expect(info).toMatchObject({
      Format: { value: 'png' },
      ImageWidth: { value: '400' },
      ImageHeight: { value: '200' },
      FileSize: { value: String(source.length) },
    });
    expect(JSON.parse((await run('average-hue')).bytes.toString())).toEqual({ RGB: '0x800080' });
    const left = await run('crop,w_100/average-hue');
    expect(JSON.parse(left.bytes.toString())).toEqual({ RGB: '0xff0000' });
  });

  it('refuses what is no picture, is too large, or is an unknown action', async () => {
    await failsWith('resize,w_10', 'BadRequest', Buffer.from('no picture'));
    await failsWith('info', 'ImageTooLarge', Buffer.alloc((20 << 20) + 1));
    await failsWith('paint,w_10', 'InvalidArgument');
    await failsWith(Array.from({ length: 33 }, () => 'rotate,0').join('/'), 'InvalidArgument');
    const huge = await sharp({ create: { width: 8000, height: 8000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await failsWith('resize,w_10', 'MemLimitExceeded', huge);
  });
});
