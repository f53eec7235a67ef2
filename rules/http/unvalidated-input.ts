import { defineRule } from '#rule-api';

/** What a use is called where it reveals or breaks less than data. */
const QUIET: Readonly<Record<string, string>> = { file: 'a path', outbound: 'a request to another server', answer: 'the response' };

export default defineRule({
  id: 'unvalidated-input',
  on: 'input',

  meta: {
    summary: 'A route uses what callers send without looking at it',
    why:
      'Whoever calls the route decides what arrives: a number where a text was meant, a list of a million entries, an object that a database ' +
      'reads as an operator, a field that nobody meant to be writable. Types of TypeScript are gone by then, and conversions such as `Number()` give `NaN`.',
    area: 'http',
    severity: 'warning',
    precision: 'medium',
    fix: 'suggestion', // input that doesn't fit is refused from then on
    since: '0.1.0',
    messages: {
      harmful: '`{{input}}` reaches `{{use}}` in `{{route}}`, and nothing on the way checks it',
      quiet: '`{{input}}` ends up in {{kind}} (`{{use}}`) in `{{route}}`, and nothing on the way checks it',
      reaches: '`{{use}}` gets it',
      route: '`{{route}}` is registered here',
      check: 'Check the input of `{{route}}` with {{library}} first',
      treat: 'Treat `{{middleware}}` as a check of the input',
    },
  },

  *check(input) {
    const kind = QUIET[input.use];
    const data = { input: input.label, use: input.reaches.label, route: input.route.label };
    const related = [{ at: input.reaches.at, message: 'reaches' as const, data: { use: input.reaches.label } }, { at: input.route.at, message: 'route' as const, data: { route: input.route.label } }];
    if (kind === undefined) yield { at: input.at, message: 'harmful' as const, data, related, input };
    else yield { at: input.at, message: 'quiet' as const, data: { ...data, kind }, severity: 'information' as const, related, input };
  },

  *fix({ input }) {
    const checked = input.check();
    if (checked) yield { title: 'check', data: { route: input.route.label, library: checked.name }, kind: 'suggestion', edits: checked.edits };
    for (const { name, taught } of input.passingMiddleware) yield { title: 'treat', data: { middleware: name }, kind: 'teach', key: 'validators', value: taught };
  },
});
