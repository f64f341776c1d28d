// Starts the worker of the package, from beside this file or from the folder that the page serves the package's files from.
// Trusted Types accept its one address and no other.
import beside from 'virtual:appraise-beside';

let folder: string | null = null;
let current = '';
let trusted: TrustedScriptPolicy | undefined;

/** Names the folder, of the page's own origin, that has `worker-script.js` and the module: for pages that bundle the package. */
export function serveFrom(path: string): void {
  folder = path.endsWith('/') ? path : `${path}/`;
}

export function spawn(): Worker {
  current = folder === null ? beside('worker-script.js') : new URL(`${folder}worker-script.js`, document.baseURI).href;
  trusted ??= globalThis.trustedTypes?.createPolicy('appraise-worker', {
    createScriptURL: (asked) => {
      if (asked !== current) throw new TypeError('not the worker of this package');
      return asked;
    },
  });
  return new Worker((trusted?.createScriptURL(current) ?? current) as string, { type: 'module' });
}
