import type { RenderJob, ResultFile } from './rendering.ts';
import { zip } from './zip.ts';

const text = 'PicWish mock: this text stands for what was read in your picture.';
const openXml = 'application/vnd.openxmlformats-officedocument.';
const types: Readonly<Record<string, string>> = {
  txt: 'text/plain; charset=utf-8',
  pdf: 'application/pdf',
  docx: `${openXml}wordprocessingml.document`,
  xlsx: `${openXml}spreadsheetml.sheet`,
  pptx: `${openXml}presentationml.presentation`,
};

/** A small file in the format that was asked for, always with the same text: nothing here can read. */
export function documentOf(job: Pick<RenderJob, 'text'>): ResultFile {
  const format = job.text('format') ?? 'txt';
  return { field: 'file', extension: format, type: types[format] as string, bytes: bytesOf(format) };
}

function bytesOf(format: string): Buffer {
  if (format === 'pdf') return pdf();
  const package_ = packages[format];
  return package_ ? office(`${types[format]}.main+xml`, package_) : Buffer.from(`${text}\n`);
}

interface Package {
  readonly main: string;
  /** By name; the main one first. */
  readonly parts: Readonly<Record<string, string>>;
}

const space = 'http://schemas.openxmlformats.org';
const relations = (...targets: readonly (readonly [kind: string, target: string])[]) =>
  `<Relationships xmlns="${space}/package/2006/relationships">${targets
    .map(
      ([kind, target], i) =>
        `<Relationship Id="r${i + 1}" Type="${space}/officeDocument/2006/relationships/${kind}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`;

const packages: Readonly<Record<string, Package>> = {
  docx: {
    main: 'word/document.xml',
    parts: {
      'word/document.xml': `<w:document xmlns:w="${space}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
    },
  },
  xlsx: {
    main: 'xl/workbook.xml',
    parts: {
      'xl/workbook.xml': `<workbook xmlns="${space}/spreadsheetml/2006/main" xmlns:r="${space}/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relations(['worksheet', 'worksheets/sheet1.xml']),
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="${space}/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row></sheetData></worksheet>`,
    },
  },
  // No layout and no master: programs that read text take it, those that show slides may not.
  pptx: {
    main: 'ppt/presentation.xml',
    parts: {
      'ppt/presentation.xml': `<p:presentation xmlns:p="${space}/presentationml/2006/main" xmlns:r="${space}/officeDocument/2006/relationships"><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>`,
      'ppt/_rels/presentation.xml.rels': relations(['slide', 'slides/slide1.xml']),
      'ppt/slides/slide1.xml': `<p:sld xmlns:p="${space}/presentationml/2006/main" xmlns:a="${space}/drawingml/2006/main"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>`,
    },
  },
};

function office(mainType: string, { main, parts }: Package): Buffer {
  const contentTypes = `<Types xmlns="${space}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="${mainType}"/></Types>`;
  const files = {
    '[Content_Types].xml': contentTypes,
    '_rels/.rels': relations(['officeDocument', main]),
    ...parts,
  };
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  return zip(Object.fromEntries(Object.entries(files).map(([name, xml]) => [name, Buffer.from(head + xml)])));
}

function pdf(): Buffer {
  const content = `BT /F1 12 Tf 72 720 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = body.length;
    body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  return Buffer.from(
    `${body}xref\n0 ${count}\n0000000000 65535 f \n${table}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
  );
}
