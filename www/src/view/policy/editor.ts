// The text editor: CodeMirror in a shadow root, where its style sheets are adopted ones and no policy has to allow them.
// It shows a text and says when it was changed; what is wrong with it is the engine's to say.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic as Squiggle } from '@codemirror/lint';
import { EditorState, type Text } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Diagnostic, Lang } from '../../engine/types';
import { keysAt, spotAt, valuesAt } from '../../policy-keys';

export interface Options {
  text: string;
  label: string;
  lang: Lang;
  /** YAML, or a file of rows. */
  yaml: boolean;
  /** Names that expressions may use; asked each time. */
  names: () => readonly string[];
  onchange: (text: string) => void;
}

export interface Editor {
  /** Shows another text; the same one leaves cursor and history alone. */
  show(text: string): void;
  mark(problems: readonly Diagnostic[]): void;
  goTo(line: number): void;
  close(): void;
}

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--card)', fontSize: '13px' },
  '.cm-content': { fontFamily: 'var(--mono)', caretColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--sunk)', color: 'var(--quiet)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--sunk)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--data-soft) !important' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-tooltip': { backgroundColor: 'var(--card)', color: 'var(--ink)', border: '1px solid var(--line-strong)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--accent-ink)' },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap', maxWidth: '520px' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--quiet)', fontStyle: 'italic' },
  { tag: [tags.meta, tags.keyword], color: 'var(--caution)' },
]);

export function openEditor(host: HTMLElement, options: Options): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let shown = options.text;
  const changed = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    shown = update.state.doc.toString();
    options.onchange(shown);
  });
  const state = EditorState.create({ doc: options.text, extensions: [...extensions(options), changed] });
  const view = new EditorView({ state, root, parent: root });
  return {
    show(text) {
      if (text === shown) return;
      shown = text;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    mark: (problems) => view.dispatch(setDiagnostics(view.state, problems.flatMap((problem) => squiggle(problem, view.state.doc, options.lang)))),
    goTo(line) {
      const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      view.focus();
    },
    close: () => view.destroy(),
  };
}

function extensions({ label, lang, yaml: isYaml, names }: Options) {
  const source = (context: CompletionContext) => completed(context, names());
  return [
    lineNumbers(), history(), drawSelection(), highlightActiveLine(), closeBrackets(), lintGutter(), look, syntaxHighlighting(colours), indentUnit.of('  '),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
    EditorState.phrases.of(lang === 'zh-CN' ? { Completions: '补全', Diagnostics: '问题', 'No diagnostics': '没有问题', 'Control character': '控制字符' } : {}),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
    ...(isYaml ? [yaml(), autocompletion({ override: [source] })] : []),
  ];
}

function completed(context: CompletionContext, names: readonly string[]): CompletionResult | null {
  const word = context.matchBefore(/[A-Za-z_][\w-]*/);
  if (word === null && !context.explicit) return null;
  const from = word?.from ?? context.pos;
  const { path, value } = spotAt(context.state.sliceDoc(0, from), from);
  if (value === null) return { from, options: keysAt(path).map((label) => ({ label, apply: `${label}: `, type: 'property' })) };
  const members = valuesAt(path, value);
  if (members.length > 0) return { from, options: members.map((label) => ({ label, type: 'enum' })) };
  return { from, options: names.map((label) => ({ label, type: 'variable' })) };
}

/** From where the engine points to the end of the word there, or of the line. */
function squiggle(problem: Diagnostic, text: Text, lang: Lang): Squiggle[] {
  if (problem.line === null || problem.line > text.lines) return [];
  const line = text.line(problem.line);
  const from = Math.min(line.to, line.from + offsetOf(line.text, (problem.column ?? 1) - 1));
  const word = /^[\w.-]+|^"[^"]*"/.exec(line.text.slice(from - line.from))?.[0].length ?? line.to - from;
  const help = problem.help[lang];
  return [{ from, to: Math.max(from, Math.min(line.to, from + word)), severity: problem.severity, message: `${problem.code} ${problem.message[lang]}${help ? `\n${help}` : ''}` }];
}

/** The engine counts characters, the editor counts code units. */
function offsetOf(line: string, characters: number): number {
  return [...line].slice(0, characters).join('').length;
}
