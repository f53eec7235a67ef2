/** What builds one stage of an image: another image, or an earlier stage. */
interface Stage {
  readonly from: string;
  readonly name: string | undefined;
}

const FROM = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i;
const ARGUMENT = /^\s*ARG\s+(\w+)(?:=(\S+))?/i;

/** Tags that name a system and leave the version of Node to the day: `alpine`, `bookworm-slim`. */
const SYSTEM = /^(alpine|slim|stretch|buster|bullseye|bookworm|trixie)([\d.]*)(-slim)?$/i;

/** The version or the name of Node in the image that a Dockerfile ends with; nothing where that is no image of Node's, or can't be known. */
export function dockerNode(text: string | undefined): string | undefined {
  const given = new Map<string, string | undefined>();
  const stages: Stage[] = [];
  for (const line of (text ?? '').split('\n')) {
    const [, argument, value] = ARGUMENT.exec(line) ?? [];
    // What is asked for behind the first image is for that image's commands.
    if (argument !== undefined && stages.length === 0) given.set(argument, value?.replace(/^(["'])(.*)\1$/, '$2'));
    const [, from, name] = FROM.exec(line) ?? [];
    if (from !== undefined) stages.push({ from: filled(from, given), name });
  }
  return imageOf(stages, stages.length - 1);
}

/** An earlier stage stands for the image that it begins with. */
function imageOf(stages: readonly Stage[], index: number): string | undefined {
  const stage = stages[index];
  if (!stage) return undefined;
  const earlier = stages.findIndex(({ name }, at) => at < index && name?.toLowerCase() === stage.from.toLowerCase());
  return earlier < 0 ? nodeOf(stage.from) : imageOf(stages, earlier);
}

/** `node:22-slim`, `registry.example.com/library/node`, `gcr.io/distroless/nodejs24-debian13`. */
function nodeOf(image: string): string | undefined {
  const [, name = '', tag = 'latest'] = /^(?:.*\/)?([^:@/]+)(?::([^@]+))?(?:@.*)?$/.exec(image) ?? [];
  if (name !== 'node') return /^nodejs(\d+)/.exec(name)?.[1];
  if (SYSTEM.test(tag)) return 'latest';
  return /^([\d.]+|[a-z]+)(?:-|$)/i.exec(tag)?.[1];
}

/** With what its arguments are where nobody gives others. */
function filled(text: string, given: ReadonlyMap<string, string | undefined>): string {
  return text.replace(/^(["'])(.*)\1$/, '$2').replace(/\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g, (whole, braced?: string, otherwise?: string, bare?: string) => given.get(braced ?? bare ?? '') ?? otherwise ?? whole);
}
