import { api, arg, defineFramework, either } from './model.ts';

const library = api('class-validator');

/** Decorators on a class do nothing by themselves: somebody has to ask, and to look at the answer. */
export default defineFramework({
  name: 'class-validator',
  packages: ['class-validator'],
  docs: 'https://github.com/typestack/class-validator#usage',
  isUniversal: true,
  checks: [
    { at: library.member('validateOrReject'), value: arg(0), says: 'rejects' },
    { at: library.anyMember(), value: arg(0), says: 'result' },
  ],
  leavesOpen: either(
    library.member('IsOptional', 'IsDefined', 'IsNotEmpty', 'IsNumber', 'IsInt', 'IsNumberString', 'IsPositive', 'Min', 'Allow'),
    // What turns texts into numbers, and what only describes. `Transform` may cap.
    api('class-transformer').member('Type', 'Expose'),
    api('@nestjs/swagger').member('ApiProperty', 'ApiPropertyOptional'),
  ),
});
