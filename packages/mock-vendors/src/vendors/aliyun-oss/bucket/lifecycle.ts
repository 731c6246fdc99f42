import type { OssCall } from '../call.ts';

/** A rule without an ID gets one, as documented. */
export function withLifecycleIds(document: string, { exchange }: OssCall): string {
  const newId = () => `<ID>${exchange.world.ids.uuid()}</ID>`;
  return document.replace(/<Rule>(.*?)<\/Rule>/gs, (rule, inside: string) => {
    if (/<ID>\s*[^<\s]/.test(inside)) return rule;
    return `<Rule>${newId()}${inside.replace(/<ID\s*\/>|<ID>\s*<\/ID>/, '')}</Rule>`;
  });
}
