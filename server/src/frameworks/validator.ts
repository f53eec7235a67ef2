import { api, arg, defineFramework, either } from './model.ts';

/** What people import by path. */
const SINGLE = [
  'contains', 'equals', 'isAlpha', 'isAlphanumeric', 'isBase64', 'isBoolean', 'isCreditCard', 'isCurrency', 'isDataURI', 'isDate', 'isDecimal', 'isEmail', 'isEmpty', 'isFQDN', 'isFloat', 'isHash', 'isHexColor',
  'isHexadecimal', 'isIBAN', 'isIP', 'isIPRange', 'isISO31661Alpha2', 'isISO8601', 'isIn', 'isInt', 'isJSON', 'isJWT', 'isLength', 'isLocale', 'isLowercase', 'isMACAddress', 'isMimeType', 'isMobilePhone', 'isMongoId',
  'isNumeric', 'isPort', 'isPostalCode', 'isRFC3339', 'isSlug', 'isStrongPassword', 'isURL', 'isUUID', 'isUppercase', 'matches',
];
const library = either(api('validator', 'validator/es').anyMember(), api(...SINGLE.flatMap((name) => [`validator/lib/${name}`, `validator/es/lib/${name}`])));

/** Each function tells whether a text has a form. Those that clean a text check nothing, and nobody asks them. */
export default defineFramework({
  name: 'validator.js',
  packages: ['validator'],
  docs: 'https://github.com/validatorjs/validator.js#validators',
  isUniversal: true,
  checks: [{ at: library, value: arg(0), says: 'result' }],
});
