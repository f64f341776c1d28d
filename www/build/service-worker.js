// The guard of the hosted page: once it is there, it answers for every file of the page from what it keeps, with the headers
// that the page was built for, whatever the server sends. It keeps files of the page and nothing else, each held against the
// hash that the build wrote here. Beyond them only the data path may be asked for.
const known = self.KNOWN;
const kept = `appraise-${known.version}`;
const kinds = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', wasm: 'application/wasm' };

addEventListener('install', (event) => event.waitUntil(keep()));
addEventListener('activate', (event) => event.waitUntil(forget()));
addEventListener('fetch', (event) => event.respondWith(answer(event.request)));

async function keep() {
  const cache = await caches.open(kept);
  await Promise.all(['index.html', ...Object.keys(known.files)].map(async (name) => {
    const found = await fetch(at(name), { cache: 'no-store', redirect: 'error' });
    const bytes = await found.arrayBuffer();
    if (!found.ok || (name in known.files && (await sha256(bytes)) !== known.files[name])) throw new Error(`${name} is not the file of this page`);
    await cache.put(at(name), withHeaders(bytes, name));
  }));
}

/** Files of an earlier page go once no window shows it any more. */
async function forget() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('appraise-') && name !== kept).map((name) => caches.delete(name)));
}

async function answer(request) {
  const url = new URL(request.url);
  const below = url.href.startsWith(registration.scope) ? url.pathname.slice(new URL(registration.scope).pathname.length) : null;
  if (request.method !== 'GET' || below === null) return refused();
  const cache = await caches.open(kept);
  const found = await cache.match(at(below === '' ? 'index.html' : below));
  if (found !== undefined) return found;
  return url.pathname.startsWith(await dataPath(cache)) ? fetch(request) : refused();
}

/** The one path of data, as the deployed page names it; a path that nothing starts with where it names none. */
async function dataPath(cache) {
  const page = await (await cache.match(at('index.html'))).text();
  const [, path = ''] = /<meta name="appraise-data" content="([^"]*)"/.exec(page) ?? [];
  return path === '' ? '\n' : new URL(path.endsWith('/') ? path : `${path}/`, registration.scope).pathname;
}

function at(name) {
  return new URL(name, registration.scope).href;
}

function withHeaders(body, name) {
  return new Response(body, { headers: [...known.headers, ['Content-Type', kinds[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream']] });
}

function refused() {
  return new Response('not a file of this page\n', { status: 404, headers: known.headers });
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
