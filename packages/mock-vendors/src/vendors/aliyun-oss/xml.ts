import type { DocumentedError } from '@api-repack/core';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { escapeXml, OssFail } from './failure.ts';

export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** The text directly in it. */
  readonly text: string;
}

export const malformedXml: DocumentedError = {
  code: 'MalformedXML',
  status: 400,
  kind: 'bad-input',
  message: 'The XML you provided was not well-formed or did not validate against our published schema.',
  hint: '',
};

const parser = new XMLParser({
  preserveOrder: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  // For references by number, such as those of control characters.
  htmlEntities: true,
});

/** The root of a document, which has to have this name. Entities of its own are refused: they can grow without end. */
export function parseXml(document: string, rootName: string): XmlElement {
  if (document.includes('<!DOCTYPE') || XMLValidator.validate(document) !== true)
    throw new OssFail(malformedXml);
  const [root, ...more] = elementsOf(parser.parse(document));
  if (root?.name !== rootName || more.length > 0) throw new OssFail(malformedXml);
  return root;
}

type ParsedNode = Readonly<Record<string, unknown>>;

function elementsOf(nodes: readonly ParsedNode[]): XmlElement[] {
  return nodes.flatMap((node) => {
    const [name = '#text'] = Object.keys(node);
    if (name === '#text') return [];
    const content = node[name] as readonly ParsedNode[];
    const text = content.map((part) => String(part['#text'] ?? '')).join('');
    return [{ name, children: elementsOf(content), text }];
  });
}

export const childrenOf = ({ children }: XmlElement, name: string): readonly XmlElement[] =>
  children.filter((child) => child.name === name);

export const childOf = ({ children }: XmlElement, name: string): XmlElement | undefined =>
  children.find((child) => child.name === name);

/** Text of a child, without the white space around it; undefined without such a child. */
export const textOf = (element: XmlElement | undefined, name: string): string | undefined =>
  element && childOf(element, name)?.text.trim();

export const textsOf = (element: XmlElement, name: string): readonly string[] =>
  childrenOf(element, name).map(({ text }) => text.trim());

export const xmlElement = (name: string, content: string): string => `<${name}>${content}</${name}>`;

export const xmlText = (name: string, text: string): string => xmlElement(name, escapeXml(text));

/** An element as it was read, without white space around texts. */
export const writeXml = ({ name, children, text }: XmlElement): string =>
  children.length > 0 ? xmlElement(name, children.map(writeXml).join('')) : xmlText(name, text.trim());

export const xmlDocument = (root: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
