// Outlines of a policy's texts to the forms that show them. The engine read the texts; this finds its way in them.
import type { Label, PolicyFile } from '../../engine/types';
import { csvLines } from './rows';
import type { CardForm, EntryForm, Extent, FieldForm, Forms, GridColumn, GridForm, IndicatorForm, Line, Lines, Named, ParamForm, RuleForm, Slot, Spot, Style, TableForm } from './types';

/** A value and its place, as the engine gives it. */
export interface Place {
  key?: { text: string; from: number; to: number };
  kind: 'map' | 'list' | Style;
  flow: boolean;
  text?: string;
  from: number;
  to: number;
  items: Place[];
}

/** A place within its file, with the way to it. */
interface Node {
  place: Place;
  file: number;
  pointer: string;
}

export function formsOf(files: readonly PolicyFile[], outlines: readonly (Place | null)[]): Forms {
  const maker = new Maker(files, outlines);
  return {
    params: maker.section('params').flatMap(paramOf),
    cards: maker.section('scorecards').map(cardOf),
    grids: [...maker.section('classes').flatMap((node) => maker.grid('classes', node)), ...maker.section('tables').flatMap((node) => maker.grid('tables', node))],
    rules: maker.section('alerts').flatMap(ruleOf),
    tables: maker.section('schema').flatMap((node) => maker.table(node)),
    entries: maker.section('forms').flatMap(entryOf),
    slots: { params: maker.slot('params'), forms: maker.slot('forms'), tests: maker.slot('tests') },
    version: maker.top('version').flatMap((node) => spotOf(node) ?? [])[0] ?? null,
    names: maker.names(),
    unread: files.filter(({ name }, at) => !isRows(name) && outlines[at] === null).map(({ name }) => name),
  };
}

export function isRows(name: string): boolean {
  return /\.csv$/i.test(name);
}

class Maker {
  #files: readonly PolicyFile[];
  #roots: Node[];

  constructor(files: readonly PolicyFile[], outlines: readonly (Place | null)[]) {
    this.#files = files;
    this.#roots = outlines.flatMap((place, file) => (place === null ? [] : [{ place, file, pointer: '' }]));
  }

  /** What stands under a key of the document, in every file that has it. */
  top(key: string): Node[] {
    return this.#roots.flatMap((root) => child(root, key) ?? []);
  }

  /** The items of a section, over all files. */
  section(key: string): Node[] {
    return this.top(key).flatMap(children);
  }

  slot(key: string): Slot | null {
    const [node] = this.top(key).filter(({ place }) => place.kind === 'map' || place.kind === 'list').slice(-1);
    return node === undefined ? null : slotOf(node, this.#textOf(node.file));
  }

  names(): string[] {
    const ids = ['params', 'derive', 'measures', 'classes', 'tags', 'tables', 'scorecards', 'schema', 'refs'].flatMap((key) => this.section(key)).map(nameOf);
    const fields = this.section('schema').flatMap((table) => children(child(table, 'fields'))).map(nameOf);
    return [...new Set([...ids, ...fields])].sort();
  }

  table(node: Node): TableForm[] {
    const fields = child(node, 'fields');
    if (fields === null) return [];
    return [{ ...named(node), fields: children(fields).map(fieldOf), slot: slotOf(fields, this.#textOf(fields.file)) }];
  }

  grid(section: 'classes' | 'tables', node: Node): GridForm[] {
    const rows = child(node, 'rows');
    const lines = rows === null ? null : this.#lines(rows);
    if (lines === null) return [];
    const crosstab = child(node, 'crosstab') !== null;
    const hit = textAt(node, 'hit');
    const columns = crosstab ? [] : columnsOf(section, node);
    // The first line of a file of rows names the columns.
    const body = lines.kind === 'csv' && !crosstab ? { ...lines, lines: lines.lines.slice(1) } : lines;
    return [{ ...named(node), section, hit, columns, crosstab, rows: body }];
  }

  #lines(rows: Node): Lines | null {
    if (rows.place.kind === 'list') return linesOf(rows);
    const name = rows.place.text ?? '';
    const file = this.#files.findIndex((candidate) => candidate.name === name || candidate.name.endsWith(`/${name}`));
    return file < 0 ? null : csvLines(this.#textOf(file), file);
  }

  #textOf(file: number): string {
    return this.#files[file]?.text ?? '';
  }
}

function children(node: Node | null): Node[] {
  if (node === null) return [];
  return node.place.items.map((place, at) => ({ place, file: node.file, pointer: `${node.pointer}/${(place.key?.text ?? String(at)).replace(/~/g, '~0').replace(/\//g, '~1')}` }));
}

function child(node: Node, key: string): Node | null {
  return children(node).find(({ place }) => place.key?.text === key) ?? null;
}

function nameOf(node: Node): string {
  return node.place.key?.text ?? '';
}

function textAt(node: Node, key: string): string | null {
  return child(node, key)?.place.text ?? null;
}

function labelOf(node: Node): Label | null {
  const [en, zh] = [textAt(node, 'en'), textAt(node, 'zh-CN')];
  return en === null && zh === null ? null : { en: en ?? zh ?? '', 'zh-CN': zh ?? en ?? '' };
}

function named(node: Node): Named {
  const label = child(node, 'label');
  return { id: nameOf(node), label: label === null ? null : labelOf(label), pointer: node.pointer };
}

function extentOf({ place, file }: Node): Extent {
  return { file, from: place.from, to: place.to };
}

function spotOf(node: Node | null): Spot | null {
  const { kind, text } = node?.place ?? {};
  if (node === null || text === undefined || kind === undefined || kind === 'map' || kind === 'list') return null;
  return { ...extentOf(node), text, style: kind };
}

/** The lines of a list of lists; null where an item is something else, which only the text can show. */
function linesOf(node: Node): Lines | null {
  const lines = children(node).map((item): Line | null => {
    const cells = children(item).map(spotOf);
    return item.place.kind === 'list' && cells.every((cell) => cell !== null) ? { item: extentOf(item), cells } : null;
  });
  if (!lines.every((line) => line !== null)) return null;
  return { list: extentOf(node), kind: node.place.flow ? 'flow' : 'block', lines };
}

function slotOf({ place, file }: Node, text: string): Slot {
  const first = place.items[0];
  const begin = first?.key?.from ?? first?.from ?? place.from;
  const column = begin - (text.lastIndexOf('\n', begin - 1) + 1);
  // The dash of a list stands before its item.
  const dash = place.kind === 'list' ? text.lastIndexOf('-', begin) - (text.lastIndexOf('\n', begin - 1) + 1) : column;
  return { file, from: place.from, to: place.to, kind: place.flow ? 'flow' : 'block', indent: dash, empty: first === undefined };
}

function paramOf(node: Node): ParamForm[] {
  const value = spotOf(child(node, 'value'));
  if (value === null) return [];
  const [low = null, high = null] = children(child(node, 'range')).map(({ place }) => place.text ?? null);
  const text = (key: string) => textAt(node, key);
  return [{ ...named(node), type: text('type') ?? '', value, low, high, unit: text('unit'), owner: text('owner'), source: text('source'), local: text('local') === 'true' }];
}

function cardOf(node: Node): CardForm {
  const dimensions = children(child(node, 'dimensions')).flatMap((dimension) => {
    const weight = spotOf(child(dimension, 'weight'));
    return weight === null ? [] : [{ ...named(dimension), weight, indicators: children(child(dimension, 'indicators')).flatMap(indicatorOf) }];
  });
  return { ...named(node), minConfidence: spotOf(child(node, 'min_confidence')), dimensions };
}

function indicatorOf(node: Node): IndicatorForm[] {
  const weight = spotOf(child(node, 'weight'));
  const kind = (['bins', 'curve', 'map'] as const).find((key) => child(node, key) !== null);
  const list = kind === undefined ? null : child(node, kind);
  const points = list === null ? null : kind === 'map' ? membersOf(list) : linesOf(list);
  if (weight === null || kind === undefined || points === null) return [];
  return [{ ...named(node), weight, of: textAt(node, 'of') ?? '', kind, points, missing: spotOf(child(node, 'missing')) }];
}

/** A mapping from members to points as lines of two cells, of which only the points are written by a form. */
function membersOf(node: Node): Lines {
  const lines = children(node).flatMap((item): Line[] => {
    const [key, points] = [item.place.key, spotOf(item)];
    if (key === undefined || points === null) return [];
    return [{ item: { file: item.file, from: key.from, to: item.place.to }, cells: [{ file: item.file, from: key.from, to: key.to, text: key.text, style: 'plain' }, points] }];
  });
  return { list: extentOf(node), kind: node.place.flow ? 'flow' : 'block', lines };
}

function columnsOf(section: 'classes' | 'tables', node: Node): GridColumn[] {
  const inputs = children(child(node, 'inputs')).map((input): GridColumn => ({ id: nameOf(input), label: null, role: 'input', values: [] }));
  const measure = textAt(node, 'measure');
  if (section === 'classes') {
    const across: GridColumn[] = measure === null ? inputs : [{ id: measure, label: null, role: 'input', values: [] }];
    return [...across, { id: nameOf(node), label: named(node).label, role: 'output', values: valuesOf(child(node, 'members')) }];
  }
  const outputs = children(child(node, 'outputs')).map((output): GridColumn => ({ id: nameOf(output), label: named(output).label, role: 'output', values: valuesOf(child(output, 'values')) }));
  return [...inputs, ...outputs];
}

function valuesOf(node: Node | null): GridColumn['values'] {
  return children(node).map((value) => ({ id: value.place.key?.text ?? value.place.text ?? '', label: labelOf(value) }));
}

function ruleOf(node: Node): RuleForm[] {
  const [kind, priority, when] = ['kind', 'priority', 'when'].map((key) => spotOf(child(node, key)));
  if (!kind || !priority || !when) return [];
  return [{ ...named(node), kind, priority, when, owner: spotOf(child(node, 'owner')), reviewBy: spotOf(child(node, 'review_by')), each: textAt(node, 'each') }];
}

function fieldOf(node: Node): FieldForm {
  const text = (key: string) => textAt(node, key);
  return { ...named(node), type: text('type') ?? '', nullable: text('nullable') === 'true', unit: text('unit'), class: text('class'), values: valuesOf(child(node, 'values')).map(({ id }) => id) };
}

function entryOf(node: Node): EntryForm[] {
  const list = child(node, 'fields');
  if (list === null || !list.place.flow) return [];
  return [{ ...named(node), fields: children(list).flatMap(({ place }) => place.text ?? []), list: extentOf(list) }];
}
