/** Says how much was looked at, and which rules found something: less to write than any formatter that people use. */
export default function format(results) {
  const messages = results.flatMap((result) => result.messages);
  const rules = [...new Set(messages.map(({ ruleId }) => ruleId).filter(Boolean))];
  const first = messages.find(({ fatal }) => fatal);
  return `${results.length} files, ${results.filter(({ fatalErrorCount }) => fatalErrorCount > 0).length} of them not understood, ${messages.length} messages of ${rules.join(', ')}\n${first?.message ?? ''}\n`;
}
