import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// Runes everywhere, no generated `<style>`: the page's sheet is src/portal.css, which the content security policy names.
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true, css: 'external' },
};
