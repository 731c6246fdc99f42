import { stateSlot as lufffSlot } from '../vendors/lufff/state.ts';
import { stateSlot as picwishWebSlot } from '../vendors/picwish-web/state.ts';
import type { World } from '../world/world.ts';

export type CredentialSets = Readonly<Record<string, Readonly<Record<string, string>>>>;

const secretFields = /key$|secret|password|token|uuid/i;
const publicFields = ['accessKeyId'];

/** Shorter values, such as codes in SMS, stand in harmless texts as well. */
const minLength = 6;

/** Values that a program must not reveal: its credentials, and the tokens that it was given. */
export function secretsOf(world: World, credentials: CredentialSets): string[] {
  const given = Object.values(credentials).flatMap((set) =>
    Object.entries(set)
      .filter(([field]) => secretFields.test(field) && !publicFields.includes(field))
      .map(([, value]) => value),
  );
  const tokens = [...world.stateOf(picwishWebSlot).logins.keys(), ...world.stateOf(lufffSlot).tokens.keys()];
  return [...new Set([...given, ...tokens])].filter((value) => value.length >= minLength);
}
