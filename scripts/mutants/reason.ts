/**
 * Why a mutant may survive: by its file below the vendors' folder, and there by its kind and what it changes. One entry stands for
 * all mutants of the file that it fits.
 */
export type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;
