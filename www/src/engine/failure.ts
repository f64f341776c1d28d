// What the module throws, as diagnostics. The page shows every failure in one form.
import type { Diagnostic, Failure, Label } from './types';

/** A failure that left the module unusable: a trap, or no memory. The worker must be started again. */
export function isFatal(thrown: unknown): boolean {
  return thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError;
}

export function diagnosticsOf(thrown: unknown): Diagnostic[] {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (isFatal(thrown)) return [trapped(message)];
  return failureIn(message)?.diagnostics ?? [problem('portal', { en: message, 'zh-CN': message })];
}

/** A problem that the page itself found, in the form of the module's. */
export function problem(code: string, message: Label, help: Label = { en: '', 'zh-CN': '' }): Diagnostic {
  return { code, severity: 'error', file: null, line: null, column: null, pointer: '', message, help };
}

/** The page's own refusal of a file, to be thrown: it travels as the module's failures do. */
export function refusal(message: Label, help?: Label): Error {
  const found = problem('file', message, help);
  return new Error(JSON.stringify({ kind: 'file', message, diagnostics: [found] } satisfies Failure));
}

function trapped(message: string): Diagnostic {
  return problem(
    'trap',
    { en: `the module stopped: ${message}`, 'zh-CN': `模块已停止：${message}` },
    { en: 'the module was started again; score the files once more, or a smaller part of them', 'zh-CN': '模块已重新启动；请重新评分，或减少数据量后再试' },
  );
}

/** What the module said, when the message is its own. */
function failureIn(message: string): Failure | null {
  if (!message.startsWith('{')) return null;
  try {
    return JSON.parse(message) as Failure;
  } catch {
    return null;
  }
}
