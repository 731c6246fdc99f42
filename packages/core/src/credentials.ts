/** One way to pass credentials. An HTTP service reads the fields from a request, a command from the environment. */
export type Scheme =
  | { readonly kind: 'basic'; readonly fields: readonly [user: string, password: string] }
  /** The word `Bearer` may be left out. */
  | { readonly kind: 'bearer'; readonly field: string; readonly description: string }
  | { readonly kind: 'header'; readonly header: string; readonly field: string }
  /** As parameters of the call. */
  | { readonly kind: 'form'; readonly fields: readonly string[] };
