import { build } from './build.ts';
import { keepCompiledCode } from './store/compile-cache.ts';

keepCompiledCode(build);
// Behind the line above, since only what is loaded from there on is kept compiled.
require('./command-line.ts');
