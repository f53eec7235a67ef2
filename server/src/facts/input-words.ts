/** What the language does with a value, by name. */

/** Functions that give what they get in another form: a conversion checks nothing. */
export const CONVERTING_GLOBALS: ReadonlySet<string> = new Set([
  'String', 'Number', 'BigInt', 'parseInt', 'parseFloat', 'Number.parseInt', 'Number.parseFloat', 'JSON.parse', 'JSON.stringify', 'Object', 'Object.assign', 'Object.values',
  'Object.entries', 'Object.fromEntries', 'Array.from', 'Array.of', 'structuredClone', 'decodeURIComponent', 'unescape', 'Promise.resolve', 'Date', 'RegExp', 'Buffer.from',
]);

/** Functions that clamp, compare or ask: what they give is no longer whatever the caller likes. */
export const WEIGHING_GLOBALS: ReadonlySet<string> = new Set([
  'Math.min', 'Math.max', 'Boolean', 'isNaN', 'isFinite', 'Number.isNaN', 'Number.isFinite', 'Number.isInteger', 'Number.isSafeInteger', 'Array.isArray', 'Object.keys', 'encodeURIComponent', 'encodeURI', 'escape', 'Date.parse',
]);

/** Methods that give the value itself, or all of it, in another form. */
export const KEEPING_METHODS: ReadonlySet<string> = new Set(['trim', 'trimStart', 'trimEnd', 'toLowerCase', 'toUpperCase', 'toString', 'valueOf', 'normalize', 'split', 'concat', 'join', 'toObject', 'toJSON']);

/** Methods that ask something of the value: what they give isn't it. */
export const SELECTING_METHODS: ReadonlySet<string> = new Set(['includes', 'startsWith', 'endsWith', 'test', 'match', 'indexOf', 'some', 'every', 'has', 'hasOwnProperty', 'localeCompare', 'equals', 'isValid']);

/** Methods of lists that call back with each element. */
export const CALLBACK_METHODS: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'reduce']);

/** Names of functions that can't be read and may well be checks: what they are given isn't known to be unchecked. */
export const MAY_CHECK = /valid|check|assert|verif|ensure|sanitiz|sanitis|parse|schema|expect|require|must|guard|filter|escape|whitelist|allow|safe|clean|normali[sz]e|coerce|pick|strip/i;

/** Headers that clients and proxies send by themselves, and those that are verified rather than validated. */
export const ORDINARY_HEADER = /^(authorization|proxy-authorization|cookie|host|origin|referer|referrer|user-agent|accept.*|content-.*|connection|upgrade|range|date|via|forwarded|x-forwarded-.*|x-real-ip|x-request-id|x-correlation-id|if-.*|sec-.*|cf-.*|x-amzn-.*|x-cloud-.*|.*signature.*|.*token.*|.*secret.*|.*api-?key.*|.*hmac.*)$/i;
