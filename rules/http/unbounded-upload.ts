import { defineRule, type Intake } from '#rule-api';

/** What the fixes write: a photo or a scan fits, a film doesn't; a body of JSON has room for thousands of rows. */
const SUGGESTED_FILE_SIZE = { text: '5 * 1024 * 1024', label: '5 MB' };
const SUGGESTED_BODY_SIZE = { text: '1024 * 1024', label: '1 MB' };
const SUGGESTED_FILTER = '(req, file, cb) => cb(null, /\\.(png|jpe?g|gif|webp)$/i.test(file.originalname))';

const UNITS = [['GB', 2 ** 30], ['MB', 2 ** 20]] as const;

const BY_PLACE = { memory: 'memory', disk: 'disk', unknown: 'anywhere' } as const;

export default defineRule({
  id: 'unbounded-upload',
  on: 'intake',

  meta: {
    summary: 'Callers may send as much as they like',
    why:
      'A request is read before anybody looks at what it holds. Without a bound a handful of large ones fill the memory or the disk, ' +
      'and the process goes down for everyone; no account is needed for it where the limit stands before the sign-in.',
    area: 'http',
    severity: 'warning',
    precision: 'high',
    fix: 'suggestion', // larger files are refused from then on
    since: '0.1.0',
    messages: {
      memory: '`{{call}}` accepts files of any size and holds them in memory: a few large ones end the process',
      disk: '`{{call}}` accepts files of any size and writes them to disk: a few large ones fill it',
      anywhere: '`{{call}}` accepts files of any size: a few large ones exhaust the server',
      kind: '`{{call}}` accepts files of any kind into `{{folder}}`, which is served to everyone: a page among them runs its scripts on this site',
      body: '`{{option}}` lets every route read a body of {{size}} into memory: a few callers at once end the process',
      served: '`{{folder}}` is served here, and files of any kind get into it',
      limit: 'Limit files to {{size}}',
      both: 'Limit files to {{size}}, and accept images only',
      images: 'Accept images only',
      lower: 'Limit bodies to {{size}}',
    },
  },

  *check(intake) {
    const { at, label, served, raised } = intake;
    if (intake.bound === 'absent' && raised && intake.takes === 'bodies') {
      yield { at, message: 'body' as const, data: { option: raised.option, size: sizeText(raised.bytes) }, intake };
      return;
    }
    const related = served ? [{ at: served.at, message: 'served' as const, data: { folder: served.name } }] : [];
    if (intake.bound === 'absent') yield { at, message: BY_PLACE[intake.keeps], data: { call: label }, related, intake };
    else if (served) yield { at, message: 'kind' as const, data: { call: label, folder: served.name }, related, intake };
  },

  *fix({ intake }) {
    const { title, size } = repairOf(intake);
    const edits = intake.repair(size.text, intake.served && SUGGESTED_FILTER);
    if (edits) yield { title, data: { size: size.label }, kind: 'suggestion', edits };
  },
});

function repairOf({ takes, bound, served }: Intake) {
  if (takes === 'bodies') return { title: 'lower', size: SUGGESTED_BODY_SIZE } as const;
  return { title: bound !== 'absent' ? 'images' : served ? 'both' : 'limit', size: SUGGESTED_FILE_SIZE } as const;
}

function sizeText(bytes: number): string {
  if (bytes === Infinity) return 'any size';
  const [name, unit] = UNITS.find(([, one]) => bytes >= one) ?? ['B', 1];
  return `${Math.round((bytes / unit) * 10) / 10} ${name}`;
}
