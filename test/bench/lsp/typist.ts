import { TextDocument } from 'vscode-languageserver-textdocument';
import ts from 'typescript';
import type { LanguageServer } from './language-server.ts';
import type { OpenFile } from './scene.ts';

/** What one change took, in milliseconds. */
export interface Keystroke {
  /** Until the findings of the changed text were there. */
  readonly findings: number;
  /** The parser's own incremental parse of the same change. */
  readonly reparse: number;
}

/** Somebody who edits one open file. */
export interface Typist {
  text(): string;
  /** Replaces what stands between two offsets, and waits for the findings of the version that this makes. */
  replace(start: number, end: number, text: string): Promise<Keystroke>;
}

/** What is typed, and where: after an opening line of a function, in a comment there, in a string there. */
const TEXTS = [
  { before: '\n', typed: '  const remaining = await loadRemaining(owner.id, { limit: 10 });', after: '' },
  { before: '\n', typed: "  // Looks up what is left of the customer's contingent; see the rules of 2024.", after: '' },
  { before: "\n  const label = '", typed: 'what is left of the contingent', after: "';" },
] as const;
/** The end of a line that opens a function's body. */
const OPENING = /(?:=>|\)(?:: [\w<>[\]., |]+)?) \{$/gm;

/** A typist in a file that is already open. */
export function createTypist({ client, findings }: LanguageServer, { file, text }: OpenFile): Typist {
  const document = TextDocument.create(file, 'typescript', 1, text);
  let source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return {
    text: () => document.getText(),
    async replace(start, end, inserted) {
      const range = { start: document.positionAt(start), end: document.positionAt(end) };
      TextDocument.update(document, [{ range, text: inserted }], document.version + 1);
      const changed = performance.now();
      await client.change(file, { range, text: inserted });
      await findings(file);
      const found = performance.now();
      source = ts.updateSourceFile(source, document.getText(), { span: { start, length: end - start }, newLength: inserted.length });
      return { findings: found - changed, reparse: performance.now() - found };
    },
  };
}

/** Types one character after the other in one function after the other, until there are enough or the time (in seconds) is over. The file is left as it was. */
export async function typeEverywhere(typist: Typist, wanted: number, time: number): Promise<readonly Keystroke[]> {
  const end = performance.now() + time * 1000;
  const keystrokes: Keystroke[] = [];
  const isOver = (): boolean => keystrokes.length >= wanted || performance.now() > end;
  const openings = [...typist.text().matchAll(OPENING)].map((match) => match.index + match[0].length);
  for (let round = 0; !isOver(); round++) {
    const { before, typed, after } = TEXTS[round % TEXTS.length] ?? TEXTS[0];
    const place = openings.length === 0 ? typist.text().length : (openings[(round * 7) % openings.length] ?? 0);
    await typist.replace(place, place, before + after);
    let at = place + before.length;
    for (const character of typed) {
      if (isOver()) break;
      keystrokes.push(await typist.replace(at, at, character));
      at += character.length;
    }
    await typist.replace(place, at + after.length, '');
  }
  return keystrokes;
}
