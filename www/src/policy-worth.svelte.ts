// What is asked about the worth of rules and scores, and what the engine answered. It stays while other workspaces are visited.
import type { Diagnostic, PolicyFile, SchemaField } from './engine/types';
import type { Portal, Result } from './portal.svelte';
import type { Assessment, WorthAsk } from './worker/policy/worth';

/** An answer, and what it answers. */
export interface Answered {
  found: Assessment;
  /** The rows of the run, to tell whether another was made since. */
  result: Result;
  files: readonly PolicyFile[];
  asked: string;
}

export class Worth {
  /** The field that says what came true. */
  column = $state('');
  value = $state('');
  time = $state('');
  by = $state<WorthAsk['by']>('month');
  busy = $state(false);
  answered = $state.raw<Answered | null>(null);
  problems = $state.raw<readonly Diagnostic[]>([]);

  #portal: Portal;

  constructor(portal: Portal) {
    this.#portal = portal;
  }

  readonly #fields: readonly SchemaField[] = $derived.by(() => {
    const customers = this.#portal.result?.checked.tables.find(({ name }) => name === 'customers');
    return customers?.fields.filter(({ name }) => name !== customers.key) ?? [];
  });

  /** Fields with two or a few values, those that no rule reads first: one of them says what came true. */
  get columns(): readonly SchemaField[] {
    const rank = ({ used, type }: SchemaField) => Number(used) * 2 + Number(kindOf(type) === 'typed');
    return this.#fields.filter(({ type }) => kindOf(type) !== null).sort((a, b) => rank(a) - rank(b));
  }

  get times(): readonly SchemaField[] {
    return this.#fields.filter(({ type }) => type === 'date' || type === 'timestamp');
  }

  get chosen(): SchemaField | null {
    return this.columns.find(({ name }) => name === this.column) ?? null;
  }

  choose(name: string): void {
    this.column = name;
    const field = this.chosen;
    this.value = field === null ? '' : field.type === 'bool' ? 'true' : (field.values[0] ?? '');
  }

  /** The condition in the policy language; null while nothing is chosen. */
  get label(): string | null {
    const field = this.chosen;
    if (field === null) return null;
    if (field.type === 'bool') return this.value === 'false' ? `!${field.name}` : field.name;
    const value = this.value.trim();
    if (value === '') return null;
    return `${field.name} == ${field.type === 'int' ? value : JSON.stringify(value)}`;
  }

  async ask(files: readonly PolicyFile[]): Promise<void> {
    const { label, time, by } = this;
    const { result } = this.#portal;
    if (label === null || result === null) return;
    this.busy = true;
    const reply = await this.#portal.engine.call('worth', { files: [...files], question: { label, time: time === '' ? null : time, by } });
    if (!reply.ok && reply.cancelled) return;
    this.busy = false;
    this.problems = reply.ok ? [] : reply.diagnostics;
    this.answered = reply.ok ? { found: reply.value, result, files, asked: label } : null;
  }
}

/** How a value of the field is chosen: from its list, or typed; null where equality says little. */
export function kindOf(type: string): 'listed' | 'typed' | null {
  if (type === 'bool' || type === 'enum') return 'listed';
  return type === 'int' || type === 'string' ? 'typed' : null;
}

const asked = new WeakMap<Portal, Worth>();

export function worthOf(portal: Portal): Worth {
  if (!asked.has(portal)) $effect.root(() => void asked.set(portal, new Worth(portal)));
  return asked.get(portal) ?? new Worth(portal);
}
