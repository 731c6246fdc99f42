import * as v from 'valibot';

type Only<Input, Names extends keyof Input> = {
  [Name in Names]: { readonly [Own in Name]-?: Exclude<Input[Own], undefined> } & {
    readonly [Other in Exclude<Names, Name>]?: undefined;
  };
}[Names];

type OnlyOfEach<Input, Groups extends readonly (readonly string[])[]> = Groups extends readonly [
  infer First extends readonly string[],
  ...infer Rest extends readonly (readonly string[])[],
]
  ? Only<Input, First[number] & keyof Input> & OnlyOfEach<Input, Rest>
  : unknown;

/** The same input with exactly one field of each group, so that a call without any of them does not compile. */
export type ExactlyOneOfEach<Input, Groups extends readonly (readonly string[])[]> = Omit<
  Input,
  Groups[number][number]
> &
  OnlyOfEach<Input, Groups>;

/** Input of a strict object with these fields. */
export type InputOf<Entries extends v.ObjectEntries> = v.InferInput<v.StrictObjectSchema<Entries, undefined>>;

/** A strict object with exactly one of these fields. */
export function exactlyOneOf<Entries extends v.ObjectEntries, const Names extends readonly string[]>(
  names: Names,
  entries: Entries,
): v.GenericSchema<ExactlyOneOfEach<InputOf<Entries>, readonly [Names]>> {
  const given = (input: Readonly<Record<string, unknown>>) =>
    names.filter((name) => input[name] !== undefined).length;
  const schema = v.pipe(
    v.strictObject<v.ObjectEntries>(entries),
    v.check((input) => given(input) === 1, `give exactly one of ${names.join(', ')}`),
  );
  return schema as unknown as v.GenericSchema<ExactlyOneOfEach<InputOf<Entries>, readonly [Names]>>;
}
