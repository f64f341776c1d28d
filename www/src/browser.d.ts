// What the page uses of browsers and TypeScript does not know. Trusted Types: a browser that has them takes a worker's address
// only from a policy.

interface TrustedScriptPolicy {
  createScriptURL(url: string): unknown;
}

declare var trustedTypes:
  | { createPolicy(name: string, rules: { createScriptURL(url: string): string }): TrustedScriptPolicy }
  | undefined;

// Folders that the user chooses, in browsers that have them.

interface Window {
  showDirectoryPicker?(options: { id: string; mode: 'read' | 'readwrite' }): Promise<FileSystemDirectoryHandle>;
}
