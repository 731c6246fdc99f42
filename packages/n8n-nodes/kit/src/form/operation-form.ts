import type { Client, Vendor, Wait } from '@api-repack/core';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Item } from '../run-items.ts';
import type { DeclaredOperation } from './core-operation.ts';

/** The words of a field that core does not have. Type, limits, default and description are core's. */
export interface FieldLabel {
  /** @default the name of the field in title case */
  readonly label?: string;
  /** Name of the parameter. @default the name of the field */
  readonly parameter?: string;
  /** @default the description of the field */
  readonly description?: string;
  /** Shown in the empty field. */
  readonly example?: string;
  /** Names of the values that are offered, by value. They make a list also of a number or a text. */
  readonly values?: Readonly<Record<string, string>>;
  /** What the form begins with. @default that of core */
  readonly default?: string | number | readonly string[];
  readonly isSecret?: true;
  /** If it is empty, `complete` fills it in. */
  readonly mayBeEmpty?: true;
  /** A text that is a color, as `#RRGGBB`, `RRGGBB` or `red,green,blue`. With `values`, the color is one more of them. */
  readonly color?: 'css' | 'hex' | 'rgb';
  /** Another field of the operation, and its values with which this field is shown and sent. */
  readonly when?: { readonly field: string; readonly is: readonly string[] };
}

export type FieldLabels = Readonly<Record<string, FieldLabel>>;

/** Fields of which exactly one is sent, and the parameter that says which. */
export interface Alternatives {
  readonly label: string;
  readonly description: string;
  /** Names of the choices, by field. The first one is the default. */
  readonly of: Readonly<Record<string, string>>;
}

/** An image that the vendor has already, instead of a file or URL. */
export interface EarlierSource {
  readonly field: string;
  /** Of the choice in the field "Input". */
  readonly name: string;
}

/** How an operation of core looks in n8n. */
export interface OperationForm {
  readonly core: DeclaredOperation;
  /** In the menu. */
  readonly name: string;
  /** In the list of actions. */
  readonly action: string;
  /** @default core's summary */
  readonly description?: string;
  /** Fields and alternatives that are always visible, in their order. All others are options. */
  readonly main?: readonly string[];
  readonly labels?: FieldLabels;
  /** By the names of their parameters. */
  readonly alternatives?: Readonly<Record<string, Alternatives>>;
  /** Fields that are not offered. */
  readonly omit?: readonly string[];
  readonly earlier?: EarlierSource;
  /** Another address of the vendor for the same operation, and the option that chooses it. */
  readonly variant?: { readonly core: DeclaredOperation; readonly option: INodeProperties };
  /** A field with the path of a file, after which the result's file is named. */
  readonly namedBy?: string;
  /** Below the field for a URL, where the vendor takes no files. */
  readonly urlHint?: string;
  /** A field that may hold several ids: each is a call of its own. */
  readonly each?: string;
  /** @default core's */
  readonly wait?: Wait;
  /** Whether `start` resolves only when the task has ended. */
  readonly endsAtOnce?: (input: Readonly<Record<string, unknown>>) => boolean;
  /** How many items are on their way at once. @default that of the node */
  readonly itemsAtOnce?: number;
  /** Further options, for `clientOf` and `complete`. */
  readonly extra?: INodeProperties[];
  /** @default the client of the credential */
  readonly clientOf?: (item: Item) => Client<Vendor> | Promise<Client<Vendor>>;
  /** Adds to the input what is not in the form. */
  readonly complete?: (item: Item, input: IDataObject) => IDataObject | Promise<IDataObject>;
  /** Core's output in the words of the node. @default its fields in camel case */
  readonly toJson?: (output: Readonly<Record<string, unknown>>) => IDataObject;
  /** The result is a text if its type is `text/plain`: it is put into the JSON as well. */
  readonly readsText?: true;
}

export interface ResourceForm {
  readonly name: string;
  readonly description?: string;
  /** By the values of the menu. */
  readonly operations: Readonly<Record<string, OperationForm>>;
}

export type Resources = Readonly<Record<string, ResourceForm>>;
