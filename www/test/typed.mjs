// The declarations of the npm package, as a program in TypeScript meets them: what its entries name and nothing else, with nothing
// left open, and the values that there are at run time.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const ENTRIES = ['engine', 'worker', 'elements'];
/** How others compile: Node's own resolution, and a bundler's. */
const RESOLUTIONS = { nodenext: ts.ModuleResolutionKind.NodeNext, bundler: ts.ModuleResolutionKind.Bundler };

/** What each entry is for, as strict as it gets; what must not compile is marked, and an error if it does. */
const PROGRAM = `
  import { AppraiseError, start, type Appraise, type Diagnostic, type Explanation, type Job, type ModuleInfo, type Page, type Result } from 'appraise-engine/engine';
  import { Engine, serveFrom, type Answer, type Ask, type Kind, type Reply, type ScoreJob } from 'appraise-engine/worker';
  import { AppraiseElement, Session, sharedSession, type HandedFile, type HandOver } from 'appraise-engine/elements';

  const appraise: Appraise = await start(new Uint8Array(8));
  const module: ModuleInfo = appraise.module;
  const job: Job = { policy: [{ name: 'p.yaml', text: '' }], tables: { customers: [{ customer_id: 'A', aum: null }], holdings: new Uint8Array() }, asOf: '2026-01-01' };
  const result: Result = appraise.score({ ...job, force: true });
  const explanation: Explanation = result.explain('A', 'en');
  const page: Page = result.page('customers', 0, 10);
  const text: string = [...result.csv('customers')].map((part: Uint8Array) => part.length).join() + page.columns.map(({ name }) => name).join() + module.hash;
  try { appraise.check(job.policy); } catch (thrown) { if (thrown instanceof AppraiseError) thrown.diagnostics.map(({ code, message }: Diagnostic) => code + message['zh-CN']); }
  // @ts-expect-error a language that the module does not speak
  result.explain('A', 'fr');
  // @ts-expect-error a run without its day
  appraise.score({ policy: [], tables: {} });
  // @ts-expect-error a cell that is no value
  appraise.score({ ...job, tables: { customers: [{ customer_id: {} }] } });
  // @ts-expect-error results are made by runs alone
  result.seal = null;

  serveFrom('/engine/');
  const kind: Kind = 'explain';
  const ask: Ask<'explain'> = { key: explanation.key, lang: 'zh-CN' };
  const reply: Reply<Answer<'explain'>> = await new Engine().call(kind, ask, ({ stage }) => stage.length);
  if (reply.ok) console.log(reply.value.scorecards[0]?.score, text);
  else if (!reply.cancelled) reply.diagnostics.map(({ code }) => code);
  const scored: Pick<ScoreJob, 'asOf'> = { asOf: '2026-01-01' };
  // @ts-expect-error nothing of that kind is answered
  await new Engine().call('explode', scored);
  // @ts-expect-error a question without its customer
  await new Engine().call('explain', { lang: 'en' });

  const file: HandedFile = { path: 'customers.csv', content: 'a' };
  const data: HandOver = { files: [file], policy: 'wealth-cvm' };
  await new Session().receive(data);
  await sharedSession().read('/books/');
  declare const element: AppraiseElement;
  element.data = data;
  element.session = sharedSession();
  const shown: HTMLElement & { customer: string | null } = element;
  shown.customer = null;
  // @ts-expect-error files are handed over with their path
  element.data = { files: [{ content: 'a' }] };
`;

export function typed(home, installed, claims) {
  const types = join(installed, 'types');
  const files = readdirSync(types, { recursive: true }).filter((name) => name.endsWith('.d.ts'));
  const { reached, lost } = followed(types);
  claims.is(`declarations: all ${files.length} are reached from the entries, and everything that they name is there`, lost.length === 0 && reached.size === files.length, [lost, files.filter((name) => !reached.has(name))]);
  writeFileSync(join(home, 'use.ts'), PROGRAM);
  for (const resolution of Object.keys(RESOLUTIONS)) {
    const errors = compiled(home, resolution);
    claims.is(`declarations: a strict program compiles by the resolution \`${resolution}\`, and its mistakes do not`, errors.length === 0, errors);
  }
  const { open, declared } = looked(home, types);
  claims.is('declarations: nothing that is exported is `any`', open.length === 0, open);
  const there = values(home);
  claims.is('declarations: every value that is declared is there at run time, and no other', ENTRIES.every((entry) => declared[entry].length > 0 && declared[entry].join() === there[entry].join()), [declared, there]);
  const short = join(home, 'short');
  cpSync(installed, join(short, 'node_modules/appraise-engine'), { recursive: true });
  cpSync(join(home, 'use.ts'), join(short, 'use.ts'));
  writeFileSync(join(short, 'package.json'), '{"private": true, "type": "module"}');
  rmSync(join(short, 'node_modules/appraise-engine/types', [...reached].find((name) => !name.startsWith('library'))));
  claims.is('declarations: with one of them missing the program would not compile', compiled(short, 'nodenext').length > 0);
}

/** From the entries on: the declarations that are named, and names that lead nowhere or out of the package. */
function followed(types) {
  const reached = new Set(ENTRIES.map((name) => join('library', `${name}.d.ts`)));
  const lost = [];
  for (const name of reached) {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(types, name), 'utf8'), true, true);
    for (const { fileName } of importedFiles) {
      const other = join(dirname(name), fileName.replace(/\.js$/, '.d.ts'));
      if (/^\.{1,2}\/.*\.js$/.test(fileName) && existsSync(join(types, other))) reached.add(other);
      else lost.push(`${name}: ${fileName}`);
    }
  }
  return { reached, lost };
}

function program(home, resolution) {
  const module = resolution === 'nodenext' ? ts.ModuleKind.NodeNext : ts.ModuleKind.ESNext;
  const options = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], module, moduleResolution: RESOLUTIONS[resolution] };
  const host = ts.createCompilerHost(options);
  return ts.createProgram([join(home, 'use.ts')], options, { ...host, getCurrentDirectory: () => home });
}

function compiled(home, resolution) {
  return ts.getPreEmitDiagnostics(program(home, resolution)).map(({ file, start, messageText }) => `${file === undefined ? '' : `${relative(home, file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1} `}${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

/** Everything that can be reached from the exports within the package: where it is `any`; and the names of values by entry. */
function looked(home, types) {
  const made = program(home, 'nodenext');
  const checker = made.getTypeChecker();
  const [open, seen, declared] = [[], new Set(), {}];
  const within = (symbol) => symbol.declarations?.some((declaration) => declaration.getSourceFile().fileName.startsWith(types)) ?? false;
  function look(type, path) {
    if (type.flags & ts.TypeFlags.Any) open.push(path);
    if (seen.has(type)) return;
    seen.add(type);
    for (const part of type.types ?? []) look(part, path);
    for (const argument of checker.getTypeArguments(type) ?? []) look(argument, path);
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      if (signature.declaration === undefined || !signature.declaration.getSourceFile().fileName.startsWith(types)) continue;
      look(signature.getReturnType(), `${path}()`);
      for (const parameter of signature.parameters) look(checker.getTypeOfSymbol(parameter), `${path}(${parameter.name})`);
    }
    for (const property of type.getProperties().filter((symbol) => within(symbol) && !isPrivate(symbol))) look(checker.getTypeOfSymbol(property), `${path}.${property.name}`);
  }
  for (const entry of ENTRIES) {
    const source = made.getSourceFile(join(types, 'library', `${entry}.d.ts`));
    const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source)).map((symbol) => [symbol.name, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol, symbol]);
    declared[entry] = symbols.filter(([, symbol, named]) => symbol.flags & ts.SymbolFlags.Value && !isTypeOnly(named)).map(([name]) => name).sort();
    for (const [name, symbol] of symbols) {
      if (symbol.flags & ts.SymbolFlags.Value) look(checker.getTypeOfSymbol(symbol), `${entry}.${name}`);
      if (symbol.flags & ts.SymbolFlags.Type) look(checker.getDeclaredTypeOfSymbol(symbol), `${entry}.${name}`);
    }
  }
  return { open, declared };
}

function isPrivate(symbol) {
  return symbol.declarations?.some(({ name }) => name !== undefined && ts.isPrivateIdentifier(name)) ?? false;
}

function isTypeOnly(symbol) {
  return symbol.declarations?.some((declaration) => ts.isExportSpecifier(declaration) && (declaration.isTypeOnly || declaration.parent.parent.isTypeOnly)) ?? false;
}

/** What each entry exports where it runs. */
function values(home) {
  const script = `const found = {}; for (const entry of ${JSON.stringify(ENTRIES)}) found[entry] = Object.keys(await import('appraise-engine/' + entry)).sort(); console.log(JSON.stringify(found));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: home, encoding: 'utf8' }));
}
