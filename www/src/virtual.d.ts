// What the builds put in the place of these names; build/common.mjs says how.

/** What is known at build time. */
declare module 'virtual:appraise-build' {
  const build: { moduleHash: string };
  export default build;
}

/** The policies of core/policies, each with who it is and the way to its texts. */
declare module 'virtual:appraise-policies' {
  const policies: {
    name: string;
    identity: import('./engine/types').PolicyIdentity | null;
    load(): Promise<{ default: import('./engine/types').PolicyFile[] }>;
  }[];
  export default policies;
}

/** The texts of those policies by name, as JSON, packed with zstd and in base64; for the one-file page. */
declare module 'virtual:appraise-policies-packed' {
  const packed: string;
  export default packed;
}

/** The module's bytes, packed with zstd and in base64; for the one-file page. */
declare module 'virtual:appraise-packed' {
  const packed: string;
  export default packed;
}

/** The text of the worker's script; for the one-file page. */
declare module 'virtual:appraise-worker' {
  const text: string;
  export default text;
}

/** In the package: the address of a file that lies beside the one that asks. */
declare module 'virtual:appraise-beside' {
  export default function beside(name: 'appraise_bg.wasm' | 'worker-script.js'): string;
}

/** As far as the package's Node entry uses it. */
declare module 'node:fs/promises' {
  export function readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
}

/** The keys of the policy language, as the published schema has them. */
declare module 'virtual:appraise-keys' {
  export interface Shape {
    ref?: string;
    keys?: Record<string, Shape>;
    /** What stands under names of the policy's own. */
    each?: Shape;
    item?: Shape;
    values?: (string | number | boolean)[];
    any?: Shape[];
  }
  const shapes: Record<string, Shape>;
  export default shapes;
}

declare module '$wasm' {
  const url: string;
  export default url;
}

declare module '$bytes' {
  export function moduleBytes(): Promise<Uint8Array<ArrayBuffer>>;
}

declare module '$spawn' {
  export function spawn(): Worker;
  /** In the hosted build alone. */
  export function guardAddress(): unknown;
}

declare module '$deployed' {
  export function pageIdentity(): Promise<import('./deployed').PageIdentity | null>;
  export function delivered(): Promise<import('./handover').HandOver | null>;
  export function guard(): void;
}
