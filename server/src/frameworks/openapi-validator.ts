import { api, defineFramework, either } from './model.ts';

const library = api('express-openapi-validator');

/** Middleware that holds requests against a description of the whole interface. */
export default defineFramework({
  name: 'OpenAPI validators',
  packages: ['express-openapi-validator', 'openapi-validator-middleware', 'express-openapi-validate', 'swagger-express-validator'],
  docs: 'https://github.com/cdimascio/express-openapi-validator',
  roles: [
    { at: either(library.member('middleware').call(), library.member('OpenApiValidator').member('middleware').call()), role: 'validator' },
    { at: either(api('openapi-validator-middleware').member('validate'), api('swagger-express-validator').call()), role: 'validator' },
    { at: api('express-openapi-validate').member('OpenApiValidator').instance().member('validate', 'match').call(), role: 'validator' },
  ],
  openParameters: (files) => openParametersOf(['yml', 'yaml'].flatMap((extension) => files.find(extension)).map(({ text }) => text).filter((text) => /^openapi:/m.test(text))),
});

/** Of every query parameter what is described, one entry for each place; what refers to another place may set a maximum there. */
function openParametersOf(texts: readonly string[]): readonly string[] {
  const isOpen = new Map<string, boolean>();
  for (const block of texts.flatMap(listItems)) {
    const [, name] = /\bname: *['"]?(\w+)/.exec(block) ?? [];
    if (name === undefined || !/\bin: *['"]?query\b/.test(block)) continue;
    const isUncapped = /\btype: *['"]?(number|integer)\b/.test(block) && !/\b(maximum|exclusiveMaximum|enum)\b|\$ref|<<:/.test(block);
    isOpen.set(name, isUncapped && isOpen.get(name) !== false);
  }
  return [...isOpen].flatMap(([name, open]) => (open ? [name] : []));
}

/** Items of lists that begin with a parameter's place or name: the line, and those that are indented further. */
function listItems(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const [, indent] = /^([ \t]*)- +(?:in|name):/.exec(line) ?? [];
    if (indent === undefined) return [];
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((one) => one.trim() !== '' && (/^[ \t]*/.exec(one)?.[0].length ?? 0) <= indent.length);
    return [[line, ...end < 0 ? rest : rest.slice(0, end)].join('\n')];
  });
}
