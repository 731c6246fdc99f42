import type { INodeCredentialDescription, INodeTypeDescription } from 'n8n-workflow';

interface Manifest {
  readonly name: string;
  readonly repository?: { readonly directory?: string };
}

/**
 * What n8n's linter refuses in its main branch but in no release yet, by the names of its rules: `no-monorepo` and
 * `single-credential-per-node`.
 */
export function comingProblems(
  { name, repository }: Manifest,
  nodes: readonly INodeTypeDescription[],
): string[] {
  const isPart = repository?.directory !== undefined;
  return [
    ...(isPart ? [`no-monorepo: ${name} is in the folder ${repository.directory} of its repository`] : []),
    ...nodes.flatMap((node) =>
      pairsShownTogether(node).map((pair) => `single-credential-per-node: ${node.name} shows ${pair}`),
    ),
  ];
}

function pairsShownTogether({ credentials = [], properties }: INodeTypeDescription): string[] {
  const lists = properties.filter(({ type }) => type === 'multiOptions').map(({ name }) => name);
  return credentials.flatMap((one, index) =>
    credentials
      .slice(index + 1)
      .filter((other) => !areExclusive(one, other, lists))
      .map((other) => `${one.name} and ${other.name}`),
  );
}

/** A field with a single value decides between them. */
function areExclusive(
  one: INodeCredentialDescription,
  other: INodeCredentialDescription,
  lists: readonly string[],
): boolean {
  const others = other.displayOptions?.show ?? {};
  return Object.entries(one.displayOptions?.show ?? {}).some(([field, values = []]) => {
    const otherValues = others[field];
    return otherValues && !lists.includes(field) && values.every((value) => !otherValues.includes(value));
  });
}
