import type { FailureEnd, FailurePath } from '../../concepts/failure-path.ts';
import type { Span } from '../../syntax/text.ts';

/** A piece of a sentence, and the place that it speaks of. */
export interface Words {
  readonly text: string;
  readonly at?: Span;
}

/** What a package does with failures of the functions that it calls. */
const CATCHING = {
  fails: 'catches it: the job fails',
  logged: 'catches it and logs it',
  lost: 'catches it and prints it at most',
  repeated: 'waits for it, and calls the function again with the same',
};

const CONSEQUENCES = {
  'process-exits': 'the process exits',
  'exits-since-15': 'from Node 15 on the process exits',
  'is-warned-of': 'which Node only warns of',
  'request-hangs': 'the request hangs',
  'is-heard': 'which is only listened for',
  'is-printed': 'which is only printed',
};

/** A failure path as one sentence: what fails, through whom it goes, where it ends. Code stands in backticks. */
export function wordsOf({ call, entry, others, steps, end }: FailurePath): readonly Words[] {
  const passed = steps.map(({ does, in: place }, index): readonly Words[] => [
    { text: index === 0 ? '' : ' → ' },
    { text: `${does === 'throws again' ? 'caught and thrown again' : 'not caught'} in ${place.label === '' ? 'this function' : `\`${place.label}\``}`, at: place.at },
  ]);
  const leaves = end.is === 'given to the framework' || end.is === 'given to the caller' || (end.is === 'unhandled' && (end.framework !== undefined || end.leaves === true));
  const way = { text: `\`${entry.label}\`${others === 0 ? '' : ' (and others)'}`, at: entry.at };
  return [
    { text: `If \`${call.label}\` fails: ` },
    ...passed.flat(),
    ...(steps.length === 0 || !leaves ? [] : [{ text: ' → ' }, way]),
    ...(steps.length === 0 ? [] : [{ text: end.is === 'given to the caller' ? ' ' : ' → ' }]),
    ...endWords(end),
    ...(leaves && steps.length > 0 ? [{ text: '.' }] : [{ text: ', on the way of ' }, way, { text: '.' }]),
  ];
}

function endWords(end: FailureEnd): readonly Words[] {
  switch (end.is) {
    case 'answered': return end.by.label === '' ? [{ text: 'caught', at: end.by.at }, { text: ', and answered according to the error' }] : [{ text: `answered by \`${end.by.label}\``, at: end.by.at }];
    case 'given to the framework': return end.isAround && end.handler ? [{ text: `${handlerText(end.handler.label)} catches it and answers`, at: end.handler.at }] : [
      ...(end.by ? [{ text: `\`${end.by.label}\` gives ${end.isOther ? 'another error' : 'it'} to ${end.framework}`, at: end.by.at }] : [{ text: `${end.framework} sees it` }]),
      ...(end.isLogged ? [{ text: ', and logs it' }] : end.handler ? [{ text: ' → ' }, { text: `${handlerText(end.handler.label)} answers`, at: end.handler.at }] : [{ text: end.answersItself && !end.isOther ? `, ${end.by ? 'which' : 'and'} answers with 500` : ', and the client gets an error' }]),
    ];
    case 'logged': return [{ text: `logged by \`${end.by.label}\``, at: end.by.at }, { text: ', and the code goes on' }];
    case 'caught': return [{ text: 'caught', at: end.at }, { text: `, and the code goes on${end.as === undefined ? '' : ` with \`${end.as}\``}` }];
    case 'decided': return [{ text: 'caught', at: end.at }, { text: ', and what follows depends on the error' }];
    case 'given to the caller': return [{ text: CATCHING[end.does] }];
    case 'unhandled': {
      if (end.as === 'exception') return [{ text: `nobody catches it: uncaught exception, ${CONSEQUENCES[end.then]}` }];
      const who = end.framework === undefined ? 'nobody waits for it' : `${end.framework} does not see it`;
      return [{ text: `${who}: unhandled rejection, ${CONSEQUENCES[end.then]}` }];
    }
  }
}

function handlerText(label: string): string {
  return label === 'This middleware' ? 'the error middleware' : `\`${label}\``;
}
