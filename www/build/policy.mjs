// The content security policies of the two builds, in one place so that they can be compared.

const common = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html appraise-worker',
];

/** One file: nothing but the hashes of its own scripts and sheet, and a worker made from a blob of its own text. */
export const singlePolicy = (scripts, style) =>
  join(`script-src ${scripts.map((script) => `'${script}'`).join(' ')} 'wasm-unsafe-eval'`, `style-src '${style}'`, 'img-src data: blob:', 'worker-src blob:', "connect-src 'none'");

/** Several files from one origin. `connect-src 'self'` is for the worker's one read of the module. */
export const hostedPolicy = () =>
  join("script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", 'img-src data: blob:', "worker-src 'self'", "connect-src 'self'");

/** What a server sends with every answer of the hosted build. A `<meta>` policy binds the page only, not its worker. */
export const hostedHeaders = () => [
  ['Content-Security-Policy', `${hostedPolicy()}; frame-ancestors 'none'`],
  ['Connection-Allowlist', '(response-origin)'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()'],
];

function join(...own) {
  return [common[0], ...own, ...common.slice(1)].join('; ');
}
