// Starts the worker of the one-file page from the text that the page carries. A worker made from a blob is bound by the
// page's own policy.
import text from 'virtual:appraise-worker';

let current = '';

const trusted = globalThis.trustedTypes?.createPolicy('appraise-worker', {
  createScriptURL: (asked) => {
    if (asked !== current) throw new TypeError('not the worker of this page');
    return asked;
  },
});

export function spawn(): Worker {
  current = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker((trusted?.createScriptURL(current) ?? current) as string);
  URL.revokeObjectURL(current);
  return worker;
}
