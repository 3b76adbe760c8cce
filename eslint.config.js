import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['node_modules', 'web-map/dist', 'data', 'web-map/api/schema.ts', '.cache'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser }, globals: globals.browser },
  },
  { files: ['**/*.js', '**/*.mjs'], languageOptions: { globals: globals.node } },
  {
    rules: {
      // TypeScript itself reports undefined names.
      'no-undef': 'off',
      'vue/multi-word-component-names': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A file or function past these sizes is a sign that a wall stands wrong (CONTRIBUTING.md).
      'max-lines': ['error', { max: 450, skipBlankLines: true, skipComments: true }],
      // (A factory that returns a service is one function to the linter, whose methods are what one reads.)
      'max-lines-per-function': ['error', { max: 100, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['tests/**', 'db/migrations/**'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 520, skipBlankLines: true, skipComments: true }],
    },
  },
  prettier,
)
