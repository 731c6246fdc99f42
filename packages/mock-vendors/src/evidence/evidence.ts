/**
 * `manual`: the vendor's documentation says so. `fixture`: a file in core's fixtures quotes it. `client`: others' programs
 * or SDKs rely on it. `guess`: nobody says so.
 */
export type EvidenceKind = 'manual' | 'fixture' | 'client' | 'guess';

/** What a part of a mock rests on. */
export interface Evidence {
  readonly kind: EvidenceKind;
  /** Document with lines or section, fixture, client; for a guess, what it was inferred from. */
  readonly source: string;
}

/** A setting that stands for something that nobody documents. */
export interface Assumption {
  /** Why the default is what it is. */
  readonly because: string;
  /** What the vendor may do as well. */
  readonly alternatives: readonly unknown[];
}

/** What the parts of a mock rest on, by their names. */
export interface VendorEvidence {
  readonly endpoints: Readonly<Record<string, readonly Evidence[]>>;
  readonly errors: Readonly<Record<string, readonly Evidence[]>>;
  /**
   * Fields of responses that rest on something else than their endpoint: by endpoint, or `*` for each, and by path, which
   * stands for what is in it too.
   */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, readonly Evidence[]>>>>;
  readonly assumptions: Readonly<Record<string, Assumption>>;
}

export const manual = (source: string): Evidence => ({ kind: 'manual', source });
/** By its path below core's fixtures, without `.json`. */
export const fixture = (source: string): Evidence => ({ kind: 'fixture', source });
export const client = (source: string): Evidence => ({ kind: 'client', source });
export const guess = (source: string): Evidence => ({ kind: 'guess', source });

const ranks: readonly EvidenceKind[] = ['manual', 'fixture', 'client', 'guess'];

/** The best that there is; a guess where nothing is said. */
export const strongest = (evidence: readonly Evidence[] = []): EvidenceKind =>
  ranks.find((kind) => evidence.some((one) => one.kind === kind)) ?? 'guess';

/** Why a part rests on nothing but a guess; undefined if it has better. */
export function onlyGuessed(evidence: readonly Evidence[] | undefined): string | undefined {
  if (evidence === undefined || strongest(evidence) !== 'guess') return undefined;
  return evidence.map(({ source }) => source).join('; ');
}

/** What a field of an endpoint's response rests on: itself, what it is in, or the endpoint. */
export function evidenceOfField(
  { endpoints, fields = {} }: VendorEvidence,
  endpoint: string,
  path: string,
): readonly Evidence[] {
  const listed = { ...fields['*'], ...fields[endpoint] };
  const [nearest] = Object.keys(listed)
    .filter((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`))
    .sort((a, b) => b.length - a.length);
  return (nearest === undefined ? endpoints[endpoint] : listed[nearest]) ?? [];
}

/** The same evidence for several parts. */
export const each = (
  names: readonly string[],
  evidence: (name: string) => readonly Evidence[],
): Record<string, readonly Evidence[]> => Object.fromEntries(names.map((name) => [name, evidence(name)]));
