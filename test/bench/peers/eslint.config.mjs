import tseslint from 'typescript-eslint';

export default [
  { ignores: ['**/*.d.ts', '**/*.d.mts', '**/*.d.cts'] },
  {
    files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: process.cwd() } },
    // What a project switches off in its code may name rules that aren't loaded here.
    linterOptions: { noInlineConfig: true },
    rules: {
      '@typescript-eslint/no-floating-promises': 'warn',
      '@typescript-eslint/no-misused-promises': 'warn',
      'no-await-in-loop': 'warn',
      'no-empty': 'warn',
    },
  },
];
