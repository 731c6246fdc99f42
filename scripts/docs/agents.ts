import { globSync, readFileSync } from 'node:fs';

const repository = 'api-repack/api-repack';
const pageUrl = `https://github.com/${repository}/blob/main/`;
/** As text, which programs read more easily than a web page. */
const rawUrl = `https://raw.githubusercontent.com/${repository}/main/`;

interface Page {
  readonly path: string;
  readonly title: string;
  /** Text after the title. */
  readonly body: string;
}

function read(path: string): Page {
  const text = readFileSync(path, 'utf8').replaceAll(/<!--[\s\S]*?-->\n?|^!\[.*\n+/gm, '');
  const [, title = path, body = ''] = /^# (.*)\n([\s\S]*)$/.exec(text) ?? [];
  return { path, title, body: absolute(body.trim(), path) };
}

/** Links that work wherever the text is copied to. */
const absolute = (text: string, path: string): string =>
  text.replaceAll(/\]\((?!\w+:)([^)]+)\)/g, (_, link) => `](${new URL(link, pageUrl + path)})`);

/** The first sentence of prose, without markup. */
function firstSentence({ body }: Page): string {
  const prose = body
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .find((block) => /^[\p{L}`*]/u.test(block) && !block.startsWith('* '));
  const [, sentence = ''] = /^([\s\S]*?(?:[.:](?=\s|$)|。))/.exec(prose ?? '') ?? [];
  return sentence
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*`]/g, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/:$/, '.');
}

const entry = (path: string): string => {
  const page = read(path);
  return `- [${page.title}](${rawUrl}${path}): ${firstSentence(page)}`;
};

const sorted = (pattern: string): string[] => globSync(pattern).sort();

/** An index of the documentation for language models, in the form of https://llmstxt.org. */
function llmsText(): string {
  const isChinese = (path: string) => path.includes('.zh-CN.');
  const docs = sorted('docs/*.md').filter((path) => !isChinese(path));
  return [
    '# API RePack',
    `> ${firstSentence(read('README.md'))}`,
    ['## Packages', '', ...sorted('packages/{*,n8n-nodes/*}/README.md').map(entry)].join('\n'),
    ['## Documentation', '', ...docs.map(entry)].join('\n'),
    ['## Vendors', '', ...sorted('docs/vendors/*.md').map(entry)].join('\n'),
    ['## Optional', '', ...sorted('{,docs/}*.zh-CN.md').map(entry), entry('CONTRIBUTING.md')].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

interface Skill {
  readonly name: string;
  /** When to use it. */
  readonly description: string;
  readonly page: string;
  /** Headings to take over, in the order of the page. */
  readonly sections: readonly string[];
  readonly more: readonly string[];
}

const skills: Readonly<Record<string, Skill>> = {
  'packages/gateway/skills/api-repack/SKILL.md': {
    name: 'api-repack',
    description:
      'Cut out, restore, colorize and enlarge images with PicWish, Fangtang and Lufff over one HTTP service, one command or MCP tools, without paying twice. Use it to process images with these vendors, or to write a program that does.',
    page: 'docs/gateway.md',
    sections: [
      'In one step',
      'The other vendors',
      'Nothing is paid twice',
      'Errors',
      'The command line',
      'For agents',
    ],
    more: ['docs/cost.md', 'docs/errors.md', 'docs/python.md', 'packages/core/README.md'],
  },
  'packages/mock-vendors/skills/mock-vendors/SKILL.md': {
    name: 'mock-vendors',
    description:
      'Local servers that behave like PicWish, Fangtang, Lufff and Aliyun OSS, with faults, credits, a clock and a journal. Use it to build or test a client of these vendors without an account and without paying.',
    page: 'docs/mock-vendors.md',
    sections: [
      'Point a client at it',
      'The balance is zero',
      'The third poll answers 502',
      'An hour later',
      'What was called',
      'Tests side by side: worlds',
      'From TypeScript',
      'All of the API',
    ],
    more: ['docs/mocks-in-ci.md', 'docs/run.md', 'docs/audit.md', 'docs/your-vendor.md'],
  },
};

function skillText({ name, description, page, sections, more }: Skill): string {
  const { title, body } = read(page);
  const bySection = new Map(
    body.split(/^(?=## )/m).map((text) => [/^## (.*)/.exec(text)?.[1] ?? '', text.trim()]),
  );
  const taken = ['', ...sections].map((section) => {
    const text = bySection.get(section);
    if (text === undefined) throw new Error(`${page} has no section "${section}"`);
    return text;
  });
  return `${[
    `---\nname: ${name}\ndescription: ${description}\n---`,
    `# ${title}`,
    ...taken,
    ['## More', '', ...more.map(entry)].join('\n'),
  ].join('\n\n')}\n`;
}

/** What agents read, by file: skills in the packages, and an index of the documentation. */
export const agentFiles = (): [file: string, text: string][] => [
  ['llms.txt', llmsText()],
  ...Object.entries(skills).map(([file, skill]): [string, string] => [file, skillText(skill)]),
];
