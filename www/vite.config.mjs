// The hosted build: several files under dist/hosted. build/single.mjs makes the one-file page from the same sources.
import { defineConfig } from 'vite';
import { portalPlugins, shared } from './build/common.mjs';
import { hostedFiles } from './build/hosted.mjs';

export default defineConfig({
  ...shared,
  base: './',
  plugins: [...portalPlugins({ kind: 'hosted' }), hostedFiles()],
  worker: { format: 'es', plugins: () => portalPlugins({ kind: 'hosted' }) },
  build: {
    ...shared.build,
    outDir: 'dist/hosted',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { fs: { allow: ['..', ...shared.engineFolders] } },
});
