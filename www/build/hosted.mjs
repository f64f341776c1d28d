// What the hosted build adds to Vite's files: the policy in the page, and the headers for the server in headers.txt.
import { hostedHeaders, hostedPolicy } from './policy.mjs';

export function hostedFiles() {
  return {
    name: 'appraise-hosted',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: hostedPolicy() }, injectTo: 'head-prepend' },
    ],
    generateBundle() {
      const source = hostedHeaders().map(([name, value]) => `${name}: ${value}\n`).join('');
      this.emitFile({ type: 'asset', fileName: 'headers.txt', source });
    },
  };
}
