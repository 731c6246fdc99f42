import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';
import { credentialTypesOf, type NodePackage, nodesOf } from '../host/node-packages.ts';

/** What saved workflows rely on: they hold names and values, and rely on the defaults of all they do not hold. */
export interface Contract {
  readonly package: string;
  /** Major version of the package that made the promise. */
  readonly major: number;
  readonly nodes: Readonly<Record<string, NodeContract>>;
  readonly credentials: Readonly<Record<string, readonly Parameter[]>>;
}

interface NodeContract {
  readonly versions: readonly number[];
  readonly credentials: readonly string[];
  /** By where they are: `image/segmentation` for an operation, `image` for all of a resource, `*` for all. */
  readonly parameters: Readonly<Record<string, readonly Parameter[]>>;
}

type Conditions = Readonly<Record<string, readonly unknown[]>>;

interface Parameter {
  /** `options.crop` for an entry of a collection. */
  readonly name: string;
  readonly type: string;
  readonly default: unknown;
  /** Of a menu. */
  readonly values?: readonly unknown[];
  /** Other parameters that it depends on. */
  readonly show?: Conditions;
  readonly hide?: Conditions;
}

export const contractFile = (name: string): URL => new URL(`../contracts/${name}.json`, import.meta.url);

/** Of a package as it is built. */
export function contractOf(pack: NodePackage): Contract {
  const { version } = JSON.parse(readFileSync(join(pack.folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    package: pack.name,
    major: Number.parseInt(version, 10),
    nodes: Object.fromEntries(nodesOf(pack).map(({ type, node }) => [type, nodeContract(node)])),
    credentials: Object.fromEntries(credentialTypesOf(pack).map((type) => [type.name, fieldsOf(type)])),
  };
}

function nodeContract({ description }: INodeType): NodeContract {
  const { version, credentials = [], properties } = description;
  const groups = properties.flatMap((property) =>
    placesOf(property).map((place) => ({ place, parameters: parametersOf(property) })),
  );
  const parameters: Record<string, Parameter[]> = {};
  for (const { place, parameters: found } of groups)
    parameters[place] = [...(parameters[place] ?? []), ...found];
  return { versions: [version].flat(), credentials: credentials.map(({ name }) => name), parameters };
}

const fieldsOf = ({ properties }: ICredentialType): Parameter[] =>
  properties.flatMap((property) => parametersOf(property));

function placesOf({ displayOptions }: INodeProperties): string[] {
  const { resource = ['*'], operation } = displayOptions?.show ?? {};
  return resource.flatMap((one) => operation?.map((other) => `${one}/${other}`) ?? [String(one)]);
}

function parametersOf(property: INodeProperties): Parameter[] {
  const { name, type, default: preset, options = [], displayOptions = {} } = property;
  const { resource: _, operation: __, ...show } = (displayOptions.show ?? {}) as Record<string, unknown[]>;
  const hide = (displayOptions.hide ?? {}) as Conditions;
  const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
  const own: Parameter = {
    name,
    type,
    default: preset,
    ...(values.length > 0 && { values }),
    ...(Object.keys(show).length > 0 && { show }),
    ...(Object.keys(hide).length > 0 && { hide }),
  };
  if (type !== 'collection') return [own];
  const entries = (options as INodeProperties[]).flatMap(parametersOf);
  return [own, ...entries.map((entry) => ({ ...entry, name: `${name}.${entry.name}` }))];
}

/** What a saved workflow would lose, in words. Additions are no loss. */
export function breaks(before: Contract, now: Contract): string[] {
  if (now.major > before.major) return [];
  const ofNodes = Object.entries(before.nodes).flatMap(([type, node]) => {
    const found = now.nodes[type];
    return found ? nodeBreaks(node, found).map((text) => `${type}: ${text}`) : [`the node ${type} is gone`];
  });
  const ofCredentials = Object.entries(before.credentials).flatMap(([type, fields]) => {
    const found = now.credentials[type];
    return found ? parameterBreaks(type, fields, found) : [`the credential ${type} is gone`];
  });
  return [...ofNodes, ...ofCredentials];
}

function nodeBreaks(before: NodeContract, now: NodeContract): string[] {
  return [
    ...gone(before.versions, now.versions).map((version) => `version ${version} is gone`),
    ...gone(before.credentials, now.credentials).map((name) => `it does not take the credential ${name} now`),
    ...Object.entries(before.parameters).flatMap(([place, parameters]) => {
      const found = now.parameters[place];
      return found ? parameterBreaks(place, parameters, found) : [`${place} is gone`];
    }),
  ];
}

function parameterBreaks(place: string, before: readonly Parameter[], now: readonly Parameter[]): string[] {
  return before.flatMap((parameter) => {
    const { name } = parameter;
    // Several may have one name, each for another choice of a menu.
    const candidates = now.filter((other) => other.name === name).map((other) => changes(parameter, other));
    const [closest] = candidates.sort((a, b) => a.length - b.length);
    if (!closest) return [`${place}: "${name}" is gone`];
    return closest.map((change) => `${place}: "${name}": ${change}`);
  });
}

function changes(before: Parameter, now: Parameter): string[] {
  const text = JSON.stringify;
  const isNarrower =
    !impliesAll(before.show, now.show) ||
    Object.entries(now.hide ?? {}).some(([name, values]) => gone(values, before.hide?.[name]).length > 0);
  return [
    ...(before.type === now.type ? [] : [`the type was ${before.type} and is ${now.type}`]),
    ...(isDeepStrictEqual(before.default, now.default)
      ? []
      : [`the default was ${text(before.default)} and is ${text(now.default)}`]),
    ...gone(before.values, now.values).map((value) => `the value ${text(value)} is gone`),
    ...(isNarrower ? ['it is hidden where it was shown'] : []),
  ];
}

/** Whether whatever was shown under the old conditions is shown under the new ones. */
const impliesAll = (before: Conditions = {}, now: Conditions = {}): boolean =>
  Object.entries(now).every(([name, values]) => before[name] && gone(before[name], values).length === 0);

const gone = <T>(before: readonly T[] = [], now: readonly T[] = []): T[] =>
  before.filter((value) => !now.includes(value));
