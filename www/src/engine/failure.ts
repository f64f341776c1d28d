// What the module throws, as diagnostics. The page shows every failure in one form.
import type { Diagnostic, Label } from './types';

/** A failure that left the module unusable: a trap, or no memory. The worker must be started again. */
export function isFatal(thrown: unknown): boolean {
  return thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError;
}

export function diagnosticsOf(thrown: unknown): Diagnostic[] {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (isFatal(thrown)) return [trapped(message)];
  const report = parsed(message);
  if (Array.isArray(report?.diagnostics) && report.diagnostics.length > 0) return report.diagnostics as Diagnostic[];
  if (typeof report?.message_en === 'string') return [said(report)];
  return [problem('portal', { en: message, 'zh-CN': message })];
}

/** A problem that the page itself found, in the form of the module's. */
export function problem(code: string, message: Label, help: Label | null = null): Diagnostic {
  return { code, severity: 'error', message, help };
}

function trapped(message: string): Diagnostic {
  return problem(
    'trap',
    { en: `the module stopped: ${message}`, 'zh-CN': `模块已停止：${message}` },
    { en: 'the module was started again; score the files once more, or a smaller part of them', 'zh-CN': '模块已重新启动；请重新评分，或减少数据量后再试' },
  );
}

function said(report: Record<string, unknown>): Diagnostic {
  const en = String(report['message_en']);
  const zh = typeof report['message_zh'] === 'string' ? report['message_zh'] : en;
  return problem(typeof report['kind'] === 'string' ? report['kind'] : 'error', { en, 'zh-CN': zh });
}

function parsed(message: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
