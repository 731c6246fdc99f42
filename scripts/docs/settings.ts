/** A table of a mock's settings, read from the doc comments of its settings.ts and the defaults below them. */
export function settingsTable(source: string): string {
  const [declared = '', defaults = ''] = source.split(/export const defaults\b/);
  const standard = new Map(
    [...defaults.matchAll(/^ {2}(\w+): (.+?),?$/gm)].map(([, name, value]) => [name, value]),
  );
  const rows = [
    ...declared.matchAll(/\/\*\*\s*((?:(?!\*\/)[\s\S])*?)\s*\*\/\s*readonly (\w+)\??: ([^;]+);/g),
  ];
  return [
    '| setting | default | what it decides |',
    '| --- | --- | --- |',
    ...rows.map(([, comment = '', name, type = '']) => {
      const text = comment.replace(/^\*\s*/, '').replaceAll(/\s*\n\s*\*\s*/g, ' ');
      return `| \`${name}\`: ${type.replaceAll('|', 'or').replaceAll(/\s+/g, ' ')} | \`${standard.get(name) ?? ''}\` | ${text} |`;
    }),
  ].join('\n');
}
