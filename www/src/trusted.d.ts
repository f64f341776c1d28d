// Trusted Types, as far as the page uses them: a browser that has them takes a worker's address only from a policy.

interface TrustedScriptPolicy {
  createScriptURL(url: string): unknown;
}

declare var trustedTypes:
  | { createPolicy(name: string, rules: { createScriptURL(url: string): string }): TrustedScriptPolicy }
  | undefined;
