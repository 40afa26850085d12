import { defineConfig, type Plugin } from 'vite';
import solid from 'vite-plugin-solid';

/** The server puts `<base href>` into the page it serves; the development server has to do the same, or deep links lose their assets. */
const baseHref: Plugin = {
  name: 'carpy-base-href',
  apply: 'serve',
  transformIndexHtml: () => [{ tag: 'base', attrs: { href: '/' }, injectTo: 'head-prepend' }],
};

const apiUrl = process.env['CARPY_TEST_API_URL'] ?? 'http://127.0.0.1:2277';

export default defineConfig({
  base: './',
  plugins: [solid(), baseHref],
  resolve: { conditions: ['@carpy/source', 'solid', 'module', 'browser', 'import', 'default'] },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': { target: apiUrl } } },
});
