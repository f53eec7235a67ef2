import type { FailureEnd, FailurePath } from '../../concepts/failure-path.ts';
import type { Span } from '../../syntax/text.ts';

/** A piece of a sentence, and the place that it speaks of. */
export interface Words {
  readonly text: string;
  readonly at?: Span;
}

/** A failure path as one sentence: what fails, through whom it goes, where it ends. Code stands in backticks. */
export function wordsOf({ call, route, others, steps, end }: FailurePath): readonly Words[] {
  const passed = steps.map(({ does, in: place }, index): readonly Words[] => [
    { text: index === 0 ? '' : ' → ' },
    { text: `${does === 'throws again' ? 'caught and thrown again' : 'not caught'} in ${place.label === '' ? 'this function' : `\`${place.label}\``}`, at: place.at },
  ]);
  const leaves = end.is === 'given to the framework' || (end.is === 'unhandled' && end.framework !== undefined);
  const way = { text: `\`${route.label}\`${others === 0 ? '' : ` (and ${others} more)`}`, at: route.at };
  return [
    { text: `If \`${call.label}\` fails: ` },
    ...passed.flat(),
    ...(steps.length === 0 || !leaves ? [] : [{ text: ' → ' }, way]),
    ...(steps.length === 0 ? [] : [{ text: ' → ' }]),
    ...endWords(end),
    ...(leaves && steps.length > 0 ? [{ text: '.' }] : [{ text: ', on the way of ' }, way, { text: '.' }]),
  ];
}

function endWords(end: FailureEnd): readonly Words[] {
  switch (end.is) {
    case 'answered': return end.by.label === '' ? [{ text: 'caught', at: end.by.at }, { text: ', and answered according to the error' }] : [{ text: `answered by \`${end.by.label}\``, at: end.by.at }];
    case 'given to the framework': return end.isAround && end.handler ? [{ text: `${handlerText(end.handler.label)} catches it and answers`, at: end.handler.at }] : [
      ...(end.by ? [{ text: `\`${end.by.label}\` gives it to ${end.framework}`, at: end.by.at }] : [{ text: `${end.framework} sees it` }]),
      ...(end.handler ? [{ text: ' → ' }, { text: `${handlerText(end.handler.label)} answers`, at: end.handler.at }] : [{ text: `, ${end.by ? 'which' : 'and'} answers with ${end.answersItself ? '500' : 'an error'}` }]),
    ];
    case 'logged': return [{ text: `logged by \`${end.by.label}\``, at: end.by.at }, { text: ', and the code goes on' }];
    case 'caught': return [{ text: 'caught', at: end.at }, { text: `, and the code goes on${end.as === undefined ? '' : ` with \`${end.as}\``}` }];
    case 'decided': return [{ text: 'caught', at: end.at }, { text: ', and what follows depends on the error' }];
    case 'unhandled': {
      const who = end.framework === undefined ? 'nobody waits for it' : `${end.framework} does not see it`;
      return [{ text: `${who}: unhandled rejection, ${end.then === 'process-exits' ? 'the process exits' : end.framework === undefined ? 'which is only listened for' : 'the request hangs'}` }];
    }
  }
}

function handlerText(label: string): string {
  return label === 'This middleware' ? 'the error middleware' : `\`${label}\``;
}
