// Serves folders on this machine, each under its own path, and writes down what is asked for.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json', '.csv': 'text/csv' };

/** `folders` are pairs of a path such as `/books/` and a folder; the first that fits answers. `headers` go with every answer. */
export async function serve(folders, headers = {}) {
  const asked = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    asked.push(`${request.method} ${path}`);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const [below, folder] = folders.find(([start]) => path.startsWith(start)) ?? [];
    const name = normalize(path.slice(below?.length ?? 0) || 'index.html');
    try {
      if (folder === undefined || name.startsWith('..')) throw new Error('not here');
      const body = readFileSync(join(folder, name));
      response.setHeader('Content-Type', types[extname(name)] ?? 'application/octet-stream');
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  // A browser keeps its connections: without this the server would wait for them.
  const close = () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
  return { asked, port, origin: `http://127.0.0.1:${port}`, close };
}
