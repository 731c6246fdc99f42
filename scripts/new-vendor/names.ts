export interface Names {
  /** `acme-photo` */
  readonly kebab: string;
  /** `acmePhoto` */
  readonly camel: string;
  /** `AcmePhoto` */
  readonly pascal: string;
}

export function namesOf(kebab: string): Names {
  const camel = kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { kebab, camel, pascal: camel.charAt(0).toUpperCase() + camel.slice(1) };
}
