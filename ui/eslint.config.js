import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

const tauriOnlyInBackend = {
  group: ['@tauri-apps/*'],
  message: 'Only src/backend talks to the shell; use the Backend interface.',
};

/** Tiers: backend, i18n < shared < features/* < app; a feature knows no other feature. */
const tier = (files, forbidden) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: [tauriOnlyInBackend, ...forbidden] }],
  },
});

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/i18n/ids.ts', 'src/backend/bindings.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
          property,
          message: 'Text from outside must never become markup.',
        })),
      ],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  { files: ['scripts/**', '*.config.*'], languageOptions: { globals: { ...globals.node } } },
  tier(
    ['src/i18n/**'],
    [{ group: ['**/shared/**', '**/features/**', '**/app/**'], message: 'i18n is the lowest tier.' }],
  ),
  tier(['src/shared/**'], [{ group: ['**/features/**', '**/app/**'], message: 'shared knows no feature.' }]),
  tier(
    ['src/features/reception/**'],
    [{ group: ['**/kiosk/**', '**/app/**'], message: 'Features do not import each other.' }],
  ),
  tier(
    ['src/features/kiosk/**'],
    [{ group: ['**/reception/**', '**/app/**'], message: 'Features do not import each other.' }],
  ),
  tier(['src/app/**'], []),
  {
    files: ['src/backend/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['**/shared/**', '**/features/**', '**/app/**'], message: 'backend is the lowest tier.' },
          ],
        },
      ],
    },
  },
);
