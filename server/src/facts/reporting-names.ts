/** Methods that count, or tell a service what happened and of whom: they ask nothing and keep nothing. Names decide only where nothing else says what a method does. */
const REPORTING = /^(emit|write|capture\w*|setUser|identify|track|increment|observe)$/i;

/** Whether a method of something that no model knows only tells what happened. */
export function isReportingName(name: string): boolean {
  return REPORTING.test(name);
}
