// Makes XLSX files for the page's tests: the few parts that a workbook needs, packed by hand.
import { crc32, deflateRawSync } from 'node:zlib';

/** A workbook with sheets of rows; a cell is text, a number, or `{day}` for a serial day number in a day's style. */
export function workbook(sheets) {
  const names = Object.keys(sheets);
  const strings = [];
  const index = new Map();
  const shared = (text) => {
    if (!index.has(text)) index.set(text, strings.push(text) - 1);
    return index.get(text);
  };
  const cell = (value, at, row) => {
    const place = `r="${columnName(at)}${row}"`;
    if (value === null || value === '') return '';
    if (typeof value === 'number') return `<c ${place}><v>${value}</v></c>`;
    if (typeof value === 'object') return `<c ${place} s="1"><v>${value.day}</v></c>`;
    return `<c ${place} t="s"><v>${shared(value)}</v></c>`;
  };
  const parts = names.map((name, at) => [
    `xl/worksheets/sheet${at + 1}.xml`,
    `<worksheet xmlns="x"><sheetData>${sheets[name].map((row, line) => `<row r="${line + 1}">${row.map((value, column) => cell(value, column, line + 1)).join('')}</row>`).join('')}</sheetData></worksheet>`,
  ]);
  return zip([
    ['xl/workbook.xml', `<workbook xmlns="x" xmlns:r="y"><sheets>${names.map((name, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `<Relationships>${names.map((_name, at) => `<Relationship Id="rId${at + 1}" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}</Relationships>`],
    ['xl/styles.xml', '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'],
    ['xl/sharedStrings.xml', `<sst>${strings.map((text) => `<si><t>${escaped(text)}</t></si>`).join('')}</sst>`],
    ...parts,
  ]);
}

/** A zip file of named texts or buffers. */
export function zip(files) {
  const locals = [];
  const heads = [];
  let offset = 0;
  for (const [name, content] of files) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    heads.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(heads);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** The number of an ISO day in a spreadsheet. */
export const serial = (day) => Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 25_569;

function columnName(at) {
  return at < 26 ? String.fromCharCode(65 + at) : columnName(Math.floor(at / 26) - 1) + columnName(at % 26);
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
