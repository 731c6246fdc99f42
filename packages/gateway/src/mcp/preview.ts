const longestSide = 256;

export interface Preview {
  /** Base64. */
  readonly data: string;
  readonly mimeType: string;
}

/** A small copy of a picture. Undefined where it cannot be read, or the optional package that reads pictures is missing. */
export async function previewOf(path: string): Promise<Preview | undefined> {
  try {
    const { default: sharp } = await import('sharp');
    const image = sharp(path)
      .rotate()
      .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true });
    return { data: (await image.webp().toBuffer()).toString('base64'), mimeType: 'image/webp' };
  } catch {
    return undefined;
  }
}
