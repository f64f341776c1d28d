// Starts the worker of the hosted build. Trusted Types accept two addresses and no other: the worker's, and the guard's.
import url from './worker.ts?worker&url';

const GUARD = './service-worker.js';

const trusted = globalThis.trustedTypes?.createPolicy('appraise-worker', {
  createScriptURL: (asked) => {
    if (asked !== url && asked !== GUARD) throw new TypeError('not a worker of this page');
    return asked;
  },
});

export function spawn(): Worker {
  return new Worker((trusted?.createScriptURL(url) ?? url) as string, { type: 'module' });
}

/** The address of the service worker, for the one place that registers it. */
export function guardAddress(): unknown {
  return trusted?.createScriptURL(GUARD) ?? GUARD;
}
