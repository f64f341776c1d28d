// Starts the worker of the hosted build. Trusted Types accept its one address and no other.
import url from './worker.ts?worker&url';

const trusted = globalThis.trustedTypes?.createPolicy('appraise-worker', {
  createScriptURL: (asked) => {
    if (asked !== url) throw new TypeError('not the worker of this page');
    return asked;
  },
});

export function spawn(): Worker {
  return new Worker((trusted?.createScriptURL(url) ?? url) as string, { type: 'module' });
}
