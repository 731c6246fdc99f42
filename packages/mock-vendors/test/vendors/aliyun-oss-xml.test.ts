import { expect, it } from 'vitest';
import { parseXml, textOf, textsOf, writeXml } from '../../src/vendors/aliyun-oss/xml.ts';

it.each([
  ['nothing', ''],
  ['no element', 'text'],
  ['another root', '<Other/>'],
  ['an element that does not end', '<Root>'],
  ['a second root', '<Root/><Root/>'],
  ['a second root of another name', '<Root/><Other/>'],
  ['entities of its own', '<!DOCTYPE Root [<!ENTITY a "b">]><Root>&a;</Root>'],
  ['a document type', '<!DOCTYPE Root><Root/>'],
])('takes no document of %s', (_, document) => {
  expect(() => parseXml(document, 'Root')).toThrow(
    expect.objectContaining({ documented: expect.objectContaining({ code: 'MalformedXML', status: 400 }) }),
  );
});

it('reads texts as they are, whatever stands around the elements', () => {
  const root = parseXml(
    `<?xml version="1.0"?>
    <?style sheet?>
    <!-- two ids -->
    <Root lang="en"><Id kind="a"> 007 </Id><Id>1e3</Id><Flag>true</Flag><Key><![CDATA[a<b]]> &amp; &#x41;&#66;</Key></Root>`,
    'Root',
  );
  expect(textsOf(root, 'Id')).toEqual(['007', '1e3']);
  expect(['Flag', 'Key', 'Other'].map((name) => textOf(root, name))).toEqual(['true', 'a<b & AB', undefined]);
  expect(textOf(undefined, 'Flag')).toBeUndefined();
  expect(root.children[0]?.text).toBe(' 007 ');
});

it('writes an element as it was read, without white space around texts', () => {
  const document = '<Root>\n  <One> a &lt; b </One>\n  <Two><Three/></Two>\n</Root>';
  expect(writeXml(parseXml(document, 'Root'))).toBe(
    '<Root><One>a &lt; b</One><Two><Three></Three></Two></Root>',
  );
});
