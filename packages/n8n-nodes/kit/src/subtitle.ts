import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** What stands below a node: operation and resource in the words of its menus. */
export function subtitleOf(menu: readonly INodeProperties[]): string {
  const chosen = (field: string): string => {
    const options = menu.filter(({ name }) => name === field).flatMap((one) => one.options ?? []);
    const names = (options as INodePropertyOptions[]).map(({ value, name }) => [value, name]);
    const value = `$parameter["${field}"]`;
    return `(${JSON.stringify(Object.fromEntries(names))}[${value}] ?? ${value})`;
  };
  return `={{ ${chosen('operation')} + ": " + ${chosen('resource')} }}`;
}
