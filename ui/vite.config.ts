import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // The shell serves the files from its own scheme, so addresses must not be absolute.
  base: './',
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    outDir: 'dist',
    // WebKitGTK 2.36 and later, WKWebView of macOS 13; WebView2 is newer than both.
    target: 'safari16',
    // The content security policy forbids data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
